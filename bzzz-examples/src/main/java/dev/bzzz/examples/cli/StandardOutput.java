package dev.bzzz.examples.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers why it could not be written, which a {@link java.io.PrintWriter}
 * keeps to itself: a result that was lost on a full disk is no success. Confined to the thread that
 * prints.
 */
final class StandardOutput extends OutputStream {
  /** What is said of a pipe whose reader has seen enough, such as {@code head}. */
  private static final String NOBODY_READS = "Broken pipe";

  private final OutputStream out;
  private @Nullable String failure;

  StandardOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      if (failure == null) {
        failure = String.valueOf(e.getMessage());
      }
      throw e;
    }
  }

  /** Why something was lost; empty if nothing was, or if the reader wanted no more. */
  Optional<String> failure() {
    return Optional.ofNullable(failure).filter(why -> !why.contains(NOBODY_READS));
  }
}
