package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a voter must not forget, in a folder of its own. An entry is seen by readers at once, and on
 * the disk when {@link #settle} returns: whoever tells anybody what it has seen settles first. What
 * was written by then, by all threads, shares one sync. Safe for use by many threads; a folder has
 * one voter at a time.
 *
 * <p>The file is written anew, without what is outdated, when most of it is.
 */
final class QuorumStore implements Votes, AutoCloseable {
  private static final String FILE = "votes";
  private static final long MIN_COMPACTED = 1 << 20;
  private static final int WASTE = 4; // times as long as it was after it was written anew
  private static final Records TRUSTED = Records.trusted();

  private static final String VERSION = "bzzz-votes/1";
  private static final Logger LOG = LoggerFactory.getLogger(QuorumLedger.class);

  private final Path folder;
  private final AgentId voter;
  private final RandomAccessFile lock;
  private final ReentrantLock disk = new ReentrantLock();
  private final VoteFile file;
  private final String id;
  private final VoteState state = new VoteState();
  private List<Entry> waiting = new ArrayList<>();
  private long batch; // that waiting entries will be written with
  private long written = -1; // the last batch on the disk
  private long compacted;
  private Optional<String> broken = Optional.empty();

  private QuorumStore(Place place, RandomAccessFile lock, AgentId voter, Random random)
      throws IOException {
    this.folder = place.folder();
    this.voter = voter;
    this.lock = lock;
    List<byte[]> frames = new ArrayList<>();
    this.file = VoteFile.open(folder.resolve(FILE), place.syncs(), frames);
    if (frames.isEmpty()) {
      byte[] bytes = new byte[Question.STORE_BYTES];
      random.nextBytes(bytes);
      this.id = HexFormat.of().formatHex(bytes);
      file.append(head());
    } else {
      this.id = id(frames.get(0), voter);
      frames.subList(1, frames.size()).forEach(frame -> state.apply(entries(frame)));
    }
    this.compacted = file.length();
  }

  /**
   * Where votes are kept.
   *
   * @param syncs whether to wait for the disk; without that they survive the process only
   */
  record Place(Path folder, boolean syncs) {}

  /**
   * Opens the folder of a voter, or makes it.
   *
   * @throws PermanentException if another process uses it, it is another voter's, or is damaged
   */
  static QuorumStore open(Place place, AgentId voter, Random random) {
    Path folder = place.folder();
    RandomAccessFile lock = null;
    QuorumStore store = null;
    try {
      Files.createDirectories(folder);
      lock = new RandomAccessFile(folder.resolve(FILE + ".lock").toFile(), "rw");
      if (!locked(lock)) {
        throw new PermanentException(
            "cannot vote from " + folder + ": another agent does; give each a folder of its own");
      }
      store = new QuorumStore(place, lock, voter, random);
      return store;
    } catch (IOException | IllegalArgumentException e) {
      throw new PermanentException(
          "cannot vote from "
              + folder
              + ": "
              + e.getMessage()
              + "; choose a writable folder, or begin a new epoch with 'bzzz policy vote' if what is"
              + " in it is damaged",
          e);
    } finally {
      if (store == null && lock != null) {
        close(lock);
      }
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public VoteState state() {
    return state;
  }

  @Override
  public void write(List<Entry> entries) {
    synchronized (this) {
      requireWhole();
      waiting.addAll(entries);
      state.apply(entries);
    }
  }

  @Override
  public void settle() {
    long mine;
    synchronized (this) {
      requireWhole();
      mine = waiting.isEmpty() ? batch - 1 : batch;
      if (written >= mine) {
        return;
      }
    }
    // Whoever comes first writes; those who come while it does are written together by the next.
    disk.lock();
    try {
      List<Entry> all;
      synchronized (this) {
        requireWhole();
        if (written >= mine) {
          return;
        }
        all = waiting;
        waiting = new ArrayList<>();
        batch++;
      }
      append(all);
      compactIfWasteful();
      synchronized (this) {
        written = batch - 1;
      }
    } finally {
      disk.unlock();
    }
  }

  @Override
  public void close() {
    disk.lock();
    try {
      breakOff("it is closed");
      file.close();
    } catch (IOException e) {
      throw new PermanentException("cannot close the votes in " + folder + ": " + e, e);
    } finally {
      disk.unlock();
      close(lock);
    }
  }

  private void append(List<Entry> entries) {
    try {
      for (byte[] payload : VoteFile.payloads(encoded(entries))) {
        file.append(payload);
      }
    } catch (IOException e) {
      breakOff(e.toString()); // what is on the disk now is unknown until it is read again
      throw broken();
    }
  }

  private void compactIfWasteful() {
    if (file.length() < MIN_COMPACTED || file.length() < WASTE * compacted) {
      return;
    }
    List<Entry> all;
    synchronized (this) {
      all = state.entries(); // with those that wait, which need not be written once more
      waiting = new ArrayList<>();
      batch++;
    }
    List<byte[]> frames = new ArrayList<>(List.of(head()));
    frames.addAll(VoteFile.payloads(encoded(all)));
    try {
      file.replace(frames);
      compacted = file.length();
    } catch (IOException e) {
      breakOff(e.toString());
      throw broken();
    }
  }

  private synchronized void breakOff(String why) {
    broken = broken.isPresent() ? broken : Optional.of(why);
  }

  private synchronized void requireWhole() {
    if (broken.isPresent()) {
      throw broken();
    }
  }

  private synchronized PermanentException broken() {
    return new PermanentException(
        "cannot write the votes in "
            + folder
            + ": "
            + broken.orElse("")
            + "; see to the disk and start the agent again");
  }

  private byte[] head() {
    return Bytes.of(
        out -> {
          out.writeUTF(VERSION);
          out.writeUTF(voter.value());
          out.writeUTF(id);
        });
  }

  private static String id(byte[] head, AgentId voter) {
    return Bytes.parse(
        head,
        in -> {
          if (!in.readUTF().equals(VERSION)) {
            throw new IOException("its votes are of another version of Bzzz");
          }
          String owner = in.readUTF();
          if (!owner.equals(voter.value())) {
            throw new IOException("it holds the votes of " + owner + ", not of " + voter);
          }
          return in.readUTF();
        });
  }

  private static List<byte[]> encoded(List<Entry> entries) {
    return entries.stream().map(entry -> Bytes.of(out -> Entry.write(entry, out))).toList();
  }

  private static List<Entry> entries(byte[] frame) {
    List<Entry> entries = new ArrayList<>();
    Bytes.parse(
        frame,
        in -> {
          while (((java.io.DataInputStream) in).available() > 0) {
            entries.add(Entry.read(in, TRUSTED));
          }
          return entries;
        });
    return entries;
  }

  private static boolean locked(RandomAccessFile file) throws IOException {
    try {
      return file.getChannel().tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // another agent in this process
    }
  }

  private static void close(RandomAccessFile file) {
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("cannot close a lock file: cause={}", e.toString());
    }
  }
}
