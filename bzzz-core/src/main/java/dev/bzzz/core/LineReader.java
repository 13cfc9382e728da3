package dev.bzzz.core;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads a file or stream line by line, in bounded memory however long a line is. Confined to one
 * thread.
 */
public final class LineReader implements AutoCloseable {
  /**
   * One line.
   *
   * @param bytes the first of its bytes, as many as are kept
   * @param length how long it is, without its end
   * @param whole whether it has an end
   */
  public record Line(byte[] bytes, long length, boolean whole) {
    /** Whether it was too long to be kept whole. */
    public boolean tooLong() {
      return length > bytes.length;
    }

    /** How many bytes of the file it takes. */
    public long lengthWithEnd() {
      return whole ? length + 1 : length;
    }
  }

  private final InputStream in;
  private final int maxBytes;

  /**
   * Opens a file.
   *
   * @param from where to begin, in bytes
   * @param maxBytes how many bytes of a line are kept
   */
  public LineReader(Path file, long from, int maxBytes) throws IOException {
    this(Files.newInputStream(file), maxBytes);
    in.skipNBytes(from);
  }

  /**
   * Reads on in a stream, which is closed with this.
   *
   * @param maxBytes how many bytes of a line are kept
   */
  public LineReader(InputStream in, int maxBytes) {
    this.maxBytes = maxBytes;
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /** The next line; empty at the end of the file. */
  public Optional<Line> next() throws IOException {
    var kept = new ByteArrayOutputStream(1024);
    long length = 0;
    for (int one = in.read(); one >= 0; one = in.read()) {
      if (one == '\n') {
        return Optional.of(new Line(kept.toByteArray(), length, true));
      }
      if (length++ < maxBytes) {
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
