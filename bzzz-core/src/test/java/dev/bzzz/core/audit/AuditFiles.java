package dev.bzzz.core.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.Signer;
import dev.bzzz.core.agent.AgentEvent;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.TaskRef;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Logs for tests, made without the disk's delay. */
final class AuditFiles {
  static final Identity AGENT = Identity.ofSeed(seed(1));
  static final Identity OTHER = Identity.ofSeed(seed(2));
  static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  static final TaskRef TASK = new TaskRef(RepositoryName.parse("hive/comb"), 7);

  private AuditFiles() {}

  /** An event with a text of one's own. */
  static AgentEvent step(String text) {
    return step(AGENT.id(), text);
  }

  static AgentEvent step(AgentId agent, String text) {
    return new AgentEvent.WorkProgressed(NOW, agent, TASK, text);
  }

  /** The lines of a log of so many entries, the last one 'closed'. */
  static List<byte[]> lines(Signer signer, int entries) {
    List<byte[]> lines = new ArrayList<>();
    String prev = AuditEntry.NO_HASH;
    for (int seq = 1; seq <= entries; seq++) {
      var data = JsonNodeFactory.instance.objectNode().put("step", "ä \"" + seq);
      AuditEntry entry =
          AuditEntry.seal(
              signer,
              new AuditEntry.Place(seq, prev, NOW),
              seq == entries ? "closed" : "work-progressed",
              data);
      prev = entry.hash();
      lines.add(entry.line());
    }
    return lines;
  }

  /** Writes lines as they are. */
  static void write(Path file, List<byte[]> lines) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (byte[] line : lines) {
        out.write(line);
        out.write('\n');
      }
    }
  }

  /** Writes lines and the head that names the last of them. */
  static void writeWithHead(Path file, Signer signer, List<byte[]> lines) throws IOException {
    write(file, lines);
    var last = Optional.of(lines).filter(all -> !all.isEmpty()).map(all -> all.get(all.size() - 1));
    String hash = last.map(line -> AuditEntry.parse(line).hash()).orElse(AuditEntry.NO_HASH);
    Files.write(AuditLog.headOf(file), SignedHead.sign(signer, lines.size(), hash, NOW).bytes());
  }

  static byte[] joined(List<byte[]> lines) {
    var bytes = new ByteArrayOutputStream();
    for (byte[] line : lines) {
      bytes.writeBytes(line);
      bytes.write('\n');
    }
    return bytes.toByteArray();
  }

  private static byte[] seed(int value) {
    byte[] seed = new byte[32];
    seed[0] = (byte) value;
    return seed;
  }
}
