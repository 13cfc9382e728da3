package dev.bzzz.git.work;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;

/** Writes unified diffs, up to a number of bytes. */
final class Diffs {
  /** Files larger than this are only said to differ. */
  static final int MAX_TEXT_BYTES = 1 << 20;

  private Diffs() {}

  static String unified(Repository git, ObjectId before, ObjectId after, int maxBytes)
      throws IOException {
    Limited out = new Limited(maxBytes);
    try (ObjectReader reader = git.newObjectReader();
        DiffFormatter formatter = new DiffFormatter(out)) {
      formatter.setReader(reader, new Config()); // nobody's configuration
      formatter.setBinaryFileThreshold(MAX_TEXT_BYTES);
      for (DiffEntry entry : formatter.scan(before, after)) {
        if (out.full()) {
          break;
        }
        formatter.format(entry);
        formatter.flush();
      }
    }
    return out.text();
  }

  /** Keeps the first bytes and drops the rest. */
  private static final class Limited extends OutputStream {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int max;

    Limited(int max) {
      this.max = max;
    }

    boolean full() {
      return kept.size() >= max;
    }

    @Override
    public void write(int b) {
      if (!full()) {
        kept.write(b);
      }
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      kept.write(bytes, from, Math.min(length, max - kept.size()));
    }

    /** What was kept, without a character that was cut in two. */
    String text() {
      byte[] bytes = kept.toByteArray();
      int end = bytes.length;
      if (full()) {
        int start = end - 1;
        while (start >= 0 && end - start < 4 && (bytes[start] & 0xc0) == 0x80) {
          start--;
        }
        if (start >= 0 && (bytes[start] & 0xc0) == 0xc0) {
          end = start; // the last character may be whole, but losing it costs nothing
        }
      }
      return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
  }
}
