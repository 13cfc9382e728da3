package dev.bzzz.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.CanonicalJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows one agent's audit log while it grows, whichever process writes it. Lines that are not
 * whole yet are read next time. Confined to one thread.
 */
final class AuditTail {
  private static final int MAX_READ = 1 << 20;

  private final Path file;
  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
  private long position;

  AuditTail(Path file) {
    this.file = file;
  }

  /** Passes over what is there already. */
  AuditTail fromNow() {
    try {
      position = Files.exists(file) ? Files.size(file) : 0;
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Entries that came since the last call, oldest first. */
  List<JsonNode> read() {
    List<JsonNode> entries = new ArrayList<>();
    if (!Files.exists(file)) {
      return entries;
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      if (in.length() < position) {
        position = in.length(); // a torn line was cut off when its agent came back
        rest.reset();
      }
      in.seek(position);
      byte[] bytes = new byte[MAX_READ];
      for (int n = in.read(bytes); n > 0; n = in.read(bytes)) {
        position += n;
        take(bytes, n, entries);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return entries;
  }

  private void take(byte[] bytes, int length, List<JsonNode> entries) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] != '\n') {
        rest.write(bytes[i]);
        continue;
      }
      try {
        entries.add(CanonicalJson.read(rest.toByteArray()));
      } catch (IllegalArgumentException e) {
        throw new UncheckedIOException(
            new IOException(file + " holds a line that is no entry; see 'bzzz audit verify'", e));
      } finally {
        rest.reset();
      }
    }
  }
}
