package dev.bzzz.core.audit;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.audit.AuditReport.Kind;
import dev.bzzz.core.audit.AuditReport.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks logs that {@link AuditLog} wrote: every hash, every signature, the order, and by the
 * signed head the end. Needs constant memory. A log may be checked while it is being written.
 *
 * <p>It cannot see a log that was put back, with its head, to what both were earlier; keep a copy
 * of the head elsewhere against that. Without knowing the agent, it cannot see a log that somebody
 * wrote anew with another key: compare {@link AuditReport#agent()}.
 */
public final class AuditVerifier {
  private AuditVerifier() {}

  /**
   * Checks a log, whoever wrote it.
   *
   * @throws PermanentException if it cannot be read
   */
  public static AuditReport verify(Path file) {
    return verify(file, Optional.empty());
  }

  /**
   * Checks a log that {@code agent} should have written; anybody else's entry is forged.
   *
   * @throws PermanentException if it cannot be read
   */
  public static AuditReport verify(Path file, AgentId agent) {
    return verify(file, Optional.of(agent));
  }

  private static AuditReport verify(Path file, Optional<AgentId> agent) {
    if (Files.isDirectory(file)) {
      throw new PermanentException(
          "cannot check the audit log " + file + ": it is a folder; name the log in it");
    }
    try {
      // The head first: what is appended meanwhile can only make the log longer than the head.
      HeadFile head = HeadFile.read(AuditLog.headOf(file));
      ChainWalk walk = ChainWalk.whole(file, head.head(), agent);
      List<String> notes = new ArrayList<>();
      Optional<Problem> problem = judge(walk, head, notes);
      Optional<AgentId> writer = walk.good() > 0 ? walk.agent() : Optional.empty();
      return new AuditReport(walk.good(), writer, problem, notes);
    } catch (NoSuchFileException e) {
      throw new NotFound("cannot check the audit log " + file + ": there is no such file");
    } catch (IOException e) {
      throw new PermanentException("cannot check the audit log " + file + ": " + e, e);
    }
  }

  /** What is beside a log: nothing, a head, or something else. */
  record HeadFile(boolean present, Optional<SignedHead> head) {
    static HeadFile read(Path file) throws IOException {
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(SignedHead.MAX_BYTES + 1);
      } catch (NoSuchFileException e) {
        return new HeadFile(false, Optional.empty());
      }
      try {
        return new HeadFile(true, Optional.of(SignedHead.parse(bytes)));
      } catch (IllegalArgumentException e) {
        return new HeadFile(true, Optional.empty());
      }
    }
  }

  /** The first problem of a log, given a walk along it; adds notes. */
  static Optional<Problem> judge(ChainWalk walk, HeadFile file, List<String> notes) {
    if (walk.problem().isPresent()) {
      return walk.problem();
    }
    long next = walk.seq() + 1;
    if (file.head().isEmpty()) {
      return file.present()
          ? problem(Kind.MALFORMED, next, "the head file is damaged, so the end cannot be checked")
          : withoutHead(walk, notes);
    }
    SignedHead head = file.head().get();
    if (!head.genuine() || walk.agent().filter(agent -> !agent.equals(head.agent())).isPresent()) {
      return problem(Kind.FORGED, next, "the head was not signed by the log's agent");
    }
    if (head.seq() > walk.seq()) {
      return walk.tornBytes() > 0
          ? problem(Kind.TORN, next, "entry " + next + " is incomplete, though it was once whole")
          : problem(
              Kind.TRUNCATED,
              next,
              "entry "
                  + next
                  + " is missing"
                  + (head.seq() == next ? "" : ", and all up to entry " + head.seq()));
    }
    if (head.seq() < walk.seq()) {
      notes.add(
          "the head is "
              + (walk.seq() - head.seq())
              + " entries behind: the log is being written, or its agent was killed");
    }
    if (walk.tornBytes() > 0) {
      notes.add(
          walk.tornBytes()
              + " bytes of an incomplete entry at the end: it is being written, or its agent was"
              + " killed; what it announces was not done");
    }
    return Optional.empty();
  }

  private static Optional<Problem> withoutHead(ChainWalk walk, List<String> notes) {
    if (walk.closed() && walk.tornBytes() == 0) {
      notes.add("there is no head file: whether later sessions were cut off cannot be told");
      return Optional.empty();
    }
    return problem(
        Kind.TRUNCATED,
        walk.seq() + 1,
        "there is no head file and the last entry is not 'closed': entries from "
            + (walk.seq() + 1)
            + " on may be missing");
  }

  private static Optional<Problem> problem(Kind kind, long seq, String text) {
    return Optional.of(new Problem(kind, seq, seq, text));
  }
}
