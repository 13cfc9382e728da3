package dev.bzzz.core.sim;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.LineReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the lines of a recording and checks their sums. Confined to one thread. */
final class RecordingLines implements AutoCloseable {
  private final LineReader lines;
  private final LineSum sum;
  private long number;
  private long end;
  private long torn;

  RecordingLines(Path file, LineSum sum) throws IOException {
    this(Files.newInputStream(file), sum);
  }

  RecordingLines(InputStream in, LineSum sum) {
    this.lines = new LineReader(in, RecordingFile.MAX_LINE);
    this.sum = sum;
  }

  /**
   * The next line without its sum; empty at the end, also before a line that has no end since its
   * writer was killed.
   *
   * @throws IllegalArgumentException if it is none; the message names its number
   */
  Optional<JsonNode> next() throws IOException {
    Optional<LineReader.Line> line = lines.next();
    if (line.isEmpty()) {
      return Optional.empty();
    } else if (!line.get().whole()) {
      torn = line.get().length();
      return Optional.empty();
    }
    number++;
    try {
      JsonNode json = CanonicalJson.read(sum.open(line.get().bytes()));
      end += line.get().lengthWithEnd();
      return Optional.of(json);
    } catch (IllegalArgumentException e) {
      throw at(e);
    }
  }

  /** An error in the line that was read last. */
  IllegalArgumentException at(IllegalArgumentException error) {
    return new IllegalArgumentException(
        "line " + number + ": " + String.valueOf(error.getMessage()).replace("(line 1, ", "("),
        error);
  }

  /** The number of the line that was read last. */
  long number() {
    return number;
  }

  /** Where the last whole line ends, in bytes. */
  long end() {
    return end;
  }

  /** How many bytes follow it that are no whole line. */
  long torn() {
    return torn;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
