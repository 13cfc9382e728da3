package dev.bzzz.core.audit;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.LineReader;
import dev.bzzz.core.audit.AuditReport.Kind;
import dev.bzzz.core.audit.AuditReport.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One walk along the lines of a log, up to its end or the first problem. */
final class ChainWalk {
  private final Optional<SignedHead> head;
  private @Nullable AgentId agent;

  /** Where the walk has come to: the last good entry. */
  private long seq;

  private String hash = AuditEntry.NO_HASH;
  private String event = "";
  private long first = 1;
  private long good;
  private long end;
  private long tornBytes;
  private boolean anchored = true;
  private @Nullable Problem problem;

  private ChainWalk(Optional<SignedHead> head, Optional<AgentId> expected) {
    this.head = head;
    this.agent = expected.orElse(null);
  }

  /** Walks the whole log. */
  static ChainWalk whole(Path file, Optional<SignedHead> head, Optional<AgentId> expected)
      throws IOException {
    var walk = new ChainWalk(head, expected);
    try (var lines = new LineReader(file, 0, AuditEntry.MAX_BYTES)) {
      walk.follow(lines);
    }
    return walk;
  }

  /** Walks the entries that begin in the last part of the log; the first of them is trusted. */
  static ChainWalk tail(Path file, long from, Optional<SignedHead> head, AgentId expected)
      throws IOException {
    var walk = new ChainWalk(head, Optional.of(expected));
    try (var lines = new LineReader(file, from, AuditEntry.MAX_BYTES)) {
      walk.end = from + lines.next().map(LineReader.Line::lengthWithEnd).orElse(0L);
      walk.anchored = false;
      walk.follow(lines);
    }
    return walk;
  }

  long seq() {
    return seq;
  }

  long first() {
    return first;
  }

  String hash() {
    return hash;
  }

  boolean closed() {
    return event.equals(AuditLog.CLOSED);
  }

  /** How many entries were good. */
  long good() {
    return good;
  }

  /** Where the last good line ends, in bytes. */
  long end() {
    return end;
  }

  /** How many bytes follow it that are no whole line. */
  long tornBytes() {
    return tornBytes;
  }

  Optional<AgentId> agent() {
    return Optional.ofNullable(agent);
  }

  Optional<Problem> problem() {
    return Optional.ofNullable(problem);
  }

  private void follow(LineReader lines) throws IOException {
    Optional<LineReader.Line> line = lines.next();
    while (line.isPresent() && problem == null) {
      if (!line.get().whole()) {
        tornBytes = line.get().length();
        return;
      }
      Optional<LineReader.Line> next = lines.next();
      step(line.get(), next, lines);
      if (problem == null) {
        end += line.get().lengthWithEnd();
        good++;
      }
      line = next;
    }
  }

  private void step(LineReader.Line line, Optional<LineReader.Line> next, LineReader rest)
      throws IOException {
    AuditEntry entry;
    try {
      if (line.tooLong()) {
        throw new IllegalArgumentException("it is longer than " + AuditEntry.MAX_BYTES + " bytes");
      }
      entry = AuditEntry.parse(line.bytes());
    } catch (IllegalArgumentException e) {
      boolean wasEntry = looksLikeEntry(line.bytes());
      found(
          wasEntry ? Kind.CHANGED : Kind.MALFORMED,
          seq + 1,
          (wasEntry ? "was changed: " : "is no audit entry: ") + e.getMessage());
      return;
    }
    if (!entry.hashFits()) {
      found(Kind.CHANGED, seq + 1, "was changed: its hash does not fit what it says");
    } else if (!entry.signatureFits()) {
      boolean known = isNextTo(entry, next) || isHead(entry);
      found(
          known ? Kind.CHANGED : Kind.FORGED,
          seq + 1,
          known ? "was changed: its signature" : "was not signed by agent " + entry.agent());
    } else if (agent != null && !agent.equals(entry.agent())) {
      found(Kind.FORGED, entry.seq(), "was signed by " + entry.agent() + ", not by " + agent);
    } else if (!anchored) {
      anchored = true;
      first = entry.seq();
      accept(entry);
    } else {
      link(entry, next, rest);
    }
  }

  /** A genuine entry: is it in its place? */
  private void link(AuditEntry entry, Optional<LineReader.Line> next, LineReader rest)
      throws IOException {
    long wanted = seq + 1;
    if (entry.seq() < wanted) {
      found(Kind.REORDERED, entry.seq(), "stands again, or too late, after entry " + seq);
    } else if (entry.seq() > wanted) {
      if (comesLater(wanted, next, rest)) {
        found(Kind.REORDERED, entry.seq(), "stands before entry " + wanted);
      } else {
        found(
            Kind.DROPPED,
            wanted,
            "is missing: entry " + entry.seq() + " follows entry " + seq + " directly");
      }
    } else if (!entry.prev().equals(hash)) {
      found(Kind.CHANGED, wanted, "does not continue entry " + seq + ": one of them was replaced");
    } else {
      accept(entry);
    }
  }

  private void accept(AuditEntry entry) {
    if (head.isPresent()
        && head.get().seq() == entry.seq()
        && !head.get().hash().equals(entry.hash())) {
      found(Kind.CHANGED, entry.seq(), "is not the one that the signed head names");
      return;
    }
    agent = entry.agent();
    seq = entry.seq();
    hash = entry.hash();
    event = entry.event();
  }

  private void found(Kind kind, long entry, String what) {
    problem = new Problem(kind, seq + 1, entry, "entry " + entry + " " + what);
  }

  private boolean isHead(AuditEntry entry) {
    return head.filter(known -> known.hash().equals(entry.hash())).isPresent();
  }

  /** Whether a genuine next entry says that this one, whose signature is bad, was there. */
  private static boolean isNextTo(AuditEntry entry, Optional<LineReader.Line> next) {
    return next.flatMap(ChainWalk::genuine)
        .filter(other -> other.prev().equals(entry.hash()) && other.agent().equals(entry.agent()))
        .isPresent();
  }

  private static boolean comesLater(long wanted, Optional<LineReader.Line> next, LineReader rest)
      throws IOException {
    Optional<LineReader.Line> line = next;
    while (line.isPresent()) {
      if (line.flatMap(ChainWalk::genuine).filter(entry -> entry.seq() == wanted).isPresent()) {
        return true;
      }
      line = rest.next();
    }
    return false;
  }

  private static Optional<AuditEntry> genuine(LineReader.Line line) {
    try {
      return Optional.of(AuditEntry.parse(line.bytes()))
          .filter(entry -> entry.hashFits() && entry.signatureFits());
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no entry, so no genuine one
    }
  }

  private static boolean looksLikeEntry(byte[] line) {
    String text = new String(line, StandardCharsets.ISO_8859_1);
    return Stream.of("\"agent\":", "\"hash\":", "\"prev\":", "\"sig\":").anyMatch(text::contains);
  }
}
