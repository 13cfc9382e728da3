package dev.bzzz.examples.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.CanonicalJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What an agent has logged so far, read while it writes. */
final class AuditView {
  private final Path file;
  private long sizeSeen = -1;

  AuditView(Path file) {
    this.file = file;
  }

  /** The whole entries, oldest first. */
  List<JsonNode> entries() throws IOException {
    List<JsonNode> entries = new ArrayList<>();
    if (Files.exists(file)) {
      String text = Files.readString(file);
      text.substring(0, text.lastIndexOf('\n') + 1)
          .lines()
          .forEach(line -> entries.add(CanonicalJson.read(line.getBytes(StandardCharsets.UTF_8))));
    }
    return entries;
  }

  /** Whether it is of another size than when this was asked last; reading it all costs more. */
  boolean changed() throws IOException {
    long size = Files.exists(file) ? Files.size(file) : -1;
    boolean changed = size != sizeSeen;
    sizeSeen = size;
    return changed;
  }

  /** Waits until there is such an entry. */
  JsonNode await(String what, Predicate<JsonNode> wanted) throws Exception {
    sizeSeen = -1;
    Waiting.until(file + " says: " + what, () -> changed() && entries().stream().anyMatch(wanted));
    return entries().stream().filter(wanted).findFirst().orElseThrow();
  }

  static Predicate<JsonNode> event(String name) {
    return entry -> entry.path("event").asText().equals(name);
  }

  static Predicate<JsonNode> claim(String kind) {
    return event("claim-moved").and(entry -> entry.at("/data/kind").asText().equals(kind));
  }
}
