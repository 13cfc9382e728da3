package dev.bzzz.core.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.OwnerOnly;
import dev.bzzz.core.PermanentException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a recording, which only grows. What cannot be written ends the recording with one
 * warning, and never the agent. Safe for use by many threads.
 */
final class RecordingFile implements AutoCloseable {
  /** The longest line, without its end. */
  static final int MAX_LINE = 16 << 20;

  private static final byte[] FULL = text(new RecordingLine.Full());
  private static final byte[] END = text(new RecordingLine.End());
  private static final Logger LOG = LoggerFactory.getLogger(RecordingFile.class);

  private final Path file;
  private final int maxBytes;
  private final LineSum sum = new LineSum();
  // Not a FileChannel: an interrupt of the writing thread would close it.
  private final RandomAccessFile out;
  private long length;
  private boolean open = true;

  private RecordingFile(Path file, AgentId agent, int maxBytes) throws IOException {
    this.file = file;
    this.maxBytes = maxBytes;
    this.length = Files.size(file) == 0 ? 0 : resumed(agent);
    this.out = new RandomAccessFile(file.toFile(), "rw");
    out.setLength(length);
    out.seek(length);
  }

  /**
   * Creates a file, for its owner only, or continues one of the same agent behind its last whole
   * line.
   *
   * @throws PermanentException if the file is anything else, or cannot be written
   */
  static RecordingFile open(Path file, AgentId agent, int maxBytes) {
    try {
      Path path = file.toAbsolutePath().normalize();
      Files.createDirectories(path.getParent());
      if (!Files.exists(path)) {
        Files.createFile(path, OwnerOnly.attributes(path));
      }
      RecordingFile opened = new RecordingFile(path, agent, maxBytes);
      if (opened.length == 0) {
        opened.append(
            new RecordingJson()
                .write(new RecordingLine.Recording(RecordingLine.Recording.VERSION, agent)));
      }
      return opened;
    } catch (IOException e) {
      throw new PermanentException(
          "cannot record to " + file + ": " + e + "; name a file that can be written", e);
    } catch (IllegalArgumentException e) {
      throw new PermanentException(
          "cannot record to "
              + file
              + ": it is there already, and cannot be continued: "
              + e.getMessage()
              + "; name another file",
          e);
    }
  }

  /** Reads what is there, to its last whole line. */
  private long resumed(AgentId agent) throws IOException {
    try (var lines = new RecordingLines(file, sum)) {
      var first = lines.next().map(new RecordingJson()::begin);
      if (!first.equals(Optional.of(agent))) {
        throw new IllegalArgumentException("it is no recording of agent " + agent);
      }
      while (lines.next().isPresent()) {
        continue;
      }
      return lines.end();
    }
  }

  /** Whether it still takes lines. */
  synchronized boolean open() {
    return open;
  }

  /** Appends lines in one write, so that they outlive the process. */
  synchronized void append(List<ObjectNode> lines) {
    if (!open) {
      return;
    }
    List<byte[]> texts =
        lines.stream().map(line -> line.toString().getBytes(StandardCharsets.UTF_8)).toList();
    long added = texts.stream().mapToLong(text -> text.length + LineSum.ADDED).sum();
    boolean tooLong = texts.stream().anyMatch(text -> text.length + LineSum.ADDED > MAX_LINE);
    if (tooLong || length + added > maxBytes - FULL.length - LineSum.ADDED) {
      if (length + FULL.length + LineSum.ADDED <= maxBytes) { // an earlier start may have said it
        write(List.of(FULL));
      }
      end("it is as long as it may be", null);
    } else {
      write(texts);
    }
  }

  private void write(List<byte[]> texts) {
    var bytes = new ByteArrayOutputStream();
    texts.forEach(text -> bytes.writeBytes(sum.seal(text)));
    try {
      out.write(bytes.toByteArray());
      length += bytes.size();
    } catch (IOException e) {
      end("it cannot be written: " + e, e);
    }
  }

  /** Warns, and takes no more lines. */
  synchronized void end(String why, @Nullable Exception cause) {
    if (!open) {
      return;
    }
    LOG.warn("the recording ends here, the agent goes on: {}: file={}", why, file, cause);
    shut();
  }

  /** Writes that the agent stopped in order, and takes no more lines. */
  @Override
  public synchronized void close() {
    if (open && length + END.length + LineSum.ADDED <= maxBytes) {
      write(List.of(END));
    }
    shut();
  }

  private static byte[] text(RecordingLine line) {
    String json = new RecordingJson().write(line).get(0).toString();
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private void shut() {
    open = false;
    try {
      out.close();
    } catch (IOException e) {
      LOG.warn("cannot close the recording: file={} error={}", file, e.toString());
    }
  }
}
