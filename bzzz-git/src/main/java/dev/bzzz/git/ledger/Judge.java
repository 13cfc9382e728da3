package dev.bzzz.git.ledger;

import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.RefUpdate;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.claim.Transitions;
import dev.bzzz.core.claim.Work;
import dev.bzzz.core.task.TaskId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ProgressMonitor;

/**
 * Reads the claims of one repository and decides whether a compare-and-swap is already settled, may
 * not happen, or is to be tried. Safe for use by many threads.
 */
final class Judge {
  private final Verifier verifier;
  private final ClaimReader reader;
  private final PolicyLog.Memory policies = new PolicyLog.Memory(Set.of(ClaimPolicy.GIT_LEDGER));

  Judge(Verifier verifier) {
    this.verifier = verifier;
    this.reader = new ClaimReader(verifier);
  }

  ClaimReader reader() {
    return reader;
  }

  PolicyLog policies(Sight sight) {
    return new PolicyLog(sight.name(), sight.git(), sight.head(), policies);
  }

  /** Reads one claim; {@code last} is where it stood before the sight was taken. */
  ClaimReader.Reading read(Sight sight, TaskId task, Optional<ObjectId> last) throws IOException {
    PolicyLog log = policies(sight);
    log.current();
    return reader.read(sight, task, log, last);
  }

  /**
   * A step that is to be tried.
   *
   * @param ref the claim ref
   * @param from where it must be; zero when absent
   * @param to where it shall be
   * @param commit the bytes of {@code to}; empty when it exists already
   */
  record Try(String ref, ObjectId from, ObjectId to, byte[] commit) {
    /** Writes the commit of the record, if it is new. */
    void store(Sight sight) throws IOException {
      if (commit.length > 0) {
        try (ObjectInserter inserter = sight.git().newObjectInserter()) {
          inserter.insert(Constants.OBJ_TREE, new byte[0]);
          inserter.insert(Constants.OBJ_COMMIT, commit);
          inserter.flush();
        }
      }
    }
  }

  /** Either a result, or a step to try. */
  record Verdict(Optional<CasResult> result, Optional<Try> step) {
    static Verdict of(CasResult result) {
      return new Verdict(Optional.of(result), Optional.empty());
    }

    static Verdict refused(String why) {
      return of(new CasResult.Refused(why, Duration.ZERO));
    }
  }

  /**
   * Brings the objects of the work to be published into {@code sight}'s repository, if the request
   * could succeed at all; else says how it ends.
   */
  Optional<CasResult> bring(
      Sight sight, CasRequest request, ClaimReader.Reading now, ProgressMonitor monitor)
      throws IOException {
    Optional<CasResult> settled = settled(sight, request, now);
    if (settled.isPresent()) {
      return settled;
    }
    Work work = request.next().record().work();
    RefUpdate update = request.updates().get(0);
    if (work.head().isEmpty() || !ObjectId.isId(work.head().get()) || !ObjectId.isId(work.base())) {
      return Optional.empty(); // refused by judge()
    }
    if (update.objects().isEmpty()) {
      return Optional.empty(); // it was brought before; judge() misses what is gone
    }
    return WorkObjects.copy(work, update.objects().get(), sight.git(), monitor)
        .map(
            why ->
                new CasResult.Refused(
                    "cannot publish " + work.branch() + ": " + why, Duration.ZERO));
  }

  /** Looks at a request in the light of what is there now. */
  Verdict judge(Sight sight, CasRequest request, ClaimReader.Reading now) throws IOException {
    Optional<CasResult> settled = settled(sight, request, now);
    if (settled.isPresent()) {
      return Verdict.of(settled.get());
    }
    if (now.tip().damage().isPresent()) {
      return restore(sight, request, now);
    }
    Optional<String> refusal = refusal(sight, request, now.tip());
    if (refusal.isPresent()) {
      return Verdict.refused(refusal.get());
    }
    byte[] commit = RecordCommit.write(request.next(), now.at());
    return new Verdict(
        Optional.empty(),
        Optional.of(
            new Try(
                sight.refs().claim(request.task().number()),
                now.at().orElseGet(ObjectId::zeroId),
                idOf(commit),
                commit)));
  }

  /**
   * Won, Lost or Unknown when the claim is not, or no longer, where the request expects it; empty
   * when it is there.
   */
  Optional<CasResult> settled(Sight sight, CasRequest request, ClaimReader.Reading now) {
    String position = request.expected().position();
    Optional<ObjectId> expected =
        ObjectId.isId(position) ? Optional.of(ObjectId.fromString(position)) : Optional.empty();
    if (expected.isPresent() || position.isEmpty()) {
      ObjectId mine = idOf(RecordCommit.write(request.next(), expected));
      if (now.at().filter(mine::equals).isPresent() || reader.isPast(sight, now.at(), mine)) {
        if (now.tip().damage().isEmpty()) {
          return Optional.of(new CasResult.Won(now.tip()));
        }
      }
    }
    if (now.tip().position().equals(position)) {
      return Optional.empty();
    }
    boolean movedOn =
        now.tip().damage().isEmpty()
            && (position.isEmpty()
                || expected.filter(id -> reader.isPast(sight, now.at(), id)).isPresent());
    return Optional.of(
        movedOn
            ? new CasResult.Lost(now.tip())
            : new CasResult.Unknown(
                "the claim of task "
                    + request.task()
                    + " is at a place that does not follow the expected one"
                    + now.tip().damage().map(why -> ": " + why).orElse("")));
  }

  /** The tip after {@code step} was made; its record was verified by {@link #judge}. */
  Tip after(Sight sight, CasRequest request, Try step) {
    if (step.commit().length > 0) {
      Optional<ObjectId> before =
          Optional.of(step.from()).filter(id -> !id.equals(ObjectId.zeroId()));
      return reader.adopt(sight, step.to(), request.next(), before);
    }
    Sight moved = sight.with(request.task().number(), step.to());
    return reader.read(moved, request.task(), policies(moved), Optional.empty()).tip();
  }

  /** A damaged ref may be moved back to its newest valid record, and nowhere else. */
  private static Verdict restore(Sight sight, CasRequest request, ClaimReader.Reading now) {
    String position = now.tip().position();
    boolean known = position.isEmpty() || ObjectId.isId(position);
    if (!request.repairs() || !now.tip().record().filter(request.next()::equals).isPresent()) {
      return Verdict.refused(
          "the claim of task "
              + request.task()
              + " is damaged: "
              + now.tip().damage().orElseThrow()
              + (now.tip().chain().isEmpty()
                  ? "; no valid record is known, see what happened and run 'bzzz claims reset "
                      + request.task()
                      + "'"
                  : "; any running agent that read its last valid record sets it back"));
    }
    if (!known) {
      return Verdict.refused("the claim of task " + request.task() + " has changed; read it again");
    }
    return new Verdict(
        Optional.empty(),
        Optional.of(
            new Try(
                sight.refs().claim(request.task().number()),
                position.isEmpty() ? ObjectId.zeroId() : ObjectId.fromString(position),
                now.at().orElseThrow(),
                new byte[0])));
  }

  private Optional<String> refusal(Sight sight, CasRequest request, Tip now) throws IOException {
    SignedRecord next = request.next();
    try {
      RecordCodec.verify(next.json(), next.signature(), verifier);
      PolicyLog log = policies(sight);
      Optional<String> violation = Transitions.violation(now.record(), next, log);
      if (violation.isEmpty()) {
        violation = Transitions.outdated(next, log.current(), log);
      }
      return violation.isPresent() ? violation : Effects.refusal(sight, request, now);
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static ObjectId idOf(byte[] commit) {
    try (ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
      return formatter.idFor(Constants.OBJ_COMMIT, commit);
    }
  }
}
