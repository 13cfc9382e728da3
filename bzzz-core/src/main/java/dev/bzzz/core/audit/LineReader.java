package dev.bzzz.core.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a log line by line in constant memory, however long a line is. */
final class LineReader implements AutoCloseable {
  /**
   * One line.
   *
   * @param bytes its first {@link AuditEntry#MAX_BYTES} bytes
   * @param length how long it is, without its end
   * @param whole whether it has an end
   */
  record Line(byte[] bytes, long length, boolean whole) {
    boolean tooLong() {
      return length > bytes.length;
    }

    long lengthWithEnd() {
      return whole ? length + 1 : length;
    }
  }

  private final InputStream in;

  LineReader(Path file, long from) throws IOException {
    in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    in.skipNBytes(from);
  }

  Optional<Line> next() throws IOException {
    var kept = new ByteArrayOutputStream(1024);
    long length = 0;
    for (int one = in.read(); one >= 0; one = in.read()) {
      if (one == '\n') {
        return Optional.of(new Line(kept.toByteArray(), length, true));
      }
      if (length++ < AuditEntry.MAX_BYTES) {
        kept.write(one);
      }
    }
    return length == 0
        ? Optional.empty()
        : Optional.of(new Line(kept.toByteArray(), length, false));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
