package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of frames, each with its number, length and checksum, and each on the disk before the next
 * one is begun. So only the last frame can be torn, by a crash before anybody was told of it; it is
 * cut off when the file is opened. Anything else that does not fit is damage, and a voter that
 * forgot what it promised must not vote. Confined to its store's lock.
 */
final class VoteFile implements AutoCloseable {
  /** Longest frame. */
  static final int MAX_FRAME = 8 << 20;

  private static final int MAGIC = 0x627a7131;
  private static final int HEAD = 4 + 8 + 4 + 4;
  private static final Logger LOG = LoggerFactory.getLogger(QuorumLedger.class);

  private final Path path;
  private final boolean syncs;
  // Not a FileChannel: an interrupt of the writing thread would close it.
  private RandomAccessFile file;
  private long frames;
  private long end;

  private VoteFile(Path path, boolean syncs) throws IOException {
    this.path = path;
    this.syncs = syncs;
    this.file = new RandomAccessFile(path.toFile(), "rw");
  }

  /**
   * Opens a file, new or not.
   *
   * @param syncs whether to wait for the disk; a test of the protocol need not
   * @param frames where the frames of the file are put
   */
  static VoteFile open(Path path, boolean syncs, List<byte[]> frames) throws IOException {
    VoteFile opened = new VoteFile(path, syncs);
    try {
      opened.read(frames);
      opened.settle();
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.file.close();
      throw e;
    }
  }

  long length() {
    return end;
  }

  /** Adds a frame and waits for the disk. */
  void append(byte[] payload) throws IOException {
    file.seek(end);
    file.write(frame(frames, payload));
    sync(file);
    frames++;
    end += HEAD + payload.length;
  }

  /** Puts these frames in place of all others; a crash leaves either the old or the new ones. */
  void replace(List<byte[]> payloads) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    RandomAccessFile next = new RandomAccessFile(fresh.toFile(), "rw");
    long length = 0;
    try {
      for (int i = 0; i < payloads.size(); i++) {
        byte[] frame = frame(i, payloads.get(i));
        next.write(frame);
        length += frame.length;
      }
      sync(next);
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncFolder();
    } catch (IOException e) {
      next.close();
      throw e;
    }
    file.close();
    file = next;
    frames = payloads.size();
    end = length;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void read(List<byte[]> payloads) throws IOException {
    byte[] head = new byte[HEAD];
    long length = file.length();
    while (end < length) {
      byte[] payload = payload(head, length);
      if (payload.length == 0) {
        cutOff(length);
        return;
      }
      payloads.add(payload);
      frames++;
      end += HEAD + payload.length;
    }
  }

  /** What a killed process has left may not be on the disk yet, and is told from now on. */
  private void settle() throws IOException {
    sync(file);
    if (syncs) {
      syncFolder();
    }
  }

  /** The next frame's payload; empty when there is no whole frame. */
  private byte[] payload(byte[] head, long length) throws IOException {
    if (length - end < HEAD) {
      return new byte[0];
    }
    file.seek(end);
    file.readFully(head);
    ByteBuffer fields = ByteBuffer.wrap(head);
    boolean known = fields.getInt() == MAGIC && fields.getLong() == frames;
    int size = fields.getInt();
    int checksum = fields.getInt();
    if (!known || size < 1 || size > MAX_FRAME || size > length - end - HEAD) {
      return new byte[0];
    }
    byte[] payload = new byte[size];
    file.readFully(payload);
    return checksum == checksum(frames, payload) ? payload : new byte[0];
  }

  /** Only what was never synced is cut off: after it nothing else can have been written. */
  private void cutOff(long length) throws IOException {
    long torn = length - end;
    if (torn > HEAD + MAX_FRAME || laterFrame(torn)) {
      throw new PermanentException(
          "cannot use the votes in "
              + path
              + ": they are damaged at byte "
              + end
              + ", so that this voter may have forgotten what it promised; move the folder away and"
              + " begin a new epoch with 'bzzz policy vote'");
    }
    file.setLength(end);
    LOG.warn("cut off an entry that was never finished: file={} bytes={}", path, torn);
  }

  /** Whether a whole frame with a later number begins anywhere after the bad one. */
  private boolean laterFrame(long torn) throws IOException {
    byte[] rest = new byte[(int) torn];
    file.seek(end);
    file.readFully(rest);
    ByteBuffer buffer = ByteBuffer.wrap(rest);
    for (int at = 1; at + HEAD <= rest.length; at++) {
      int size = buffer.getInt(at + 12);
      if (buffer.getInt(at) == MAGIC && size > 0 && size <= rest.length - at - HEAD) {
        byte[] payload = java.util.Arrays.copyOfRange(rest, at + HEAD, at + HEAD + size);
        if (checksum(buffer.getLong(at + 4), payload) == buffer.getInt(at + 16)) {
          return true;
        }
      }
    }
    return false;
  }

  private void sync(RandomAccessFile written) throws IOException {
    if (syncs) {
      written.getFD().sync();
    }
  }

  private void syncFolder() throws IOException {
    try (FileChannel folder = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static byte[] frame(long number, byte[] payload) {
    if (payload.length < 1 || payload.length > MAX_FRAME) {
      throw new IllegalArgumentException("a frame of " + payload.length + " bytes");
    }
    return ByteBuffer.allocate(HEAD + payload.length)
        .putInt(MAGIC)
        .putLong(number)
        .putInt(payload.length)
        .putInt(checksum(number, payload))
        .put(payload)
        .array();
  }

  private static int checksum(long number, byte[] payload) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(8).putLong(0, number));
    crc.update(payload);
    return (int) crc.getValue();
  }

  /** Splits entries into payloads of frames. */
  static List<byte[]> payloads(List<byte[]> entries) {
    List<byte[]> payloads = new ArrayList<>();
    java.io.ByteArrayOutputStream current = new java.io.ByteArrayOutputStream();
    for (byte[] entry : entries) {
      if (current.size() > 0 && current.size() + entry.length > MAX_FRAME / 2) {
        payloads.add(current.toByteArray());
        current.reset();
      }
      current.writeBytes(entry);
    }
    if (current.size() > 0) {
      payloads.add(current.toByteArray());
    }
    return payloads;
  }
}
