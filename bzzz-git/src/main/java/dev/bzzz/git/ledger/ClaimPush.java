package dev.bzzz.git.ledger;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.RefUpdate;
import dev.bzzz.core.task.TaskId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.jspecify.annotations.Nullable;

/** The part of one request in a push to a remote, from its verdict to its result. */
final class ClaimPush {
  private final CasRequest request;
  private final List<RemoteRefUpdate> updates = new ArrayList<>();
  private Judge.@Nullable Try step;
  private @Nullable CasResult result;

  ClaimPush(CasRequest request) {
    this.request = request;
  }

  CasRequest request() {
    return request;
  }

  /**
   * Looks at the request in the light of what is there now.
   *
   * @param last where the claims stood before the sight was taken
   */
  void judged(
      Judge judge, Sight sight, Map<TaskId, Optional<ObjectId>> last, ProgressMonitor monitor)
      throws IOException {
    ClaimReader.Reading now =
        judge.read(sight, request.task(), Objects.requireNonNull(last.get(request.task())));
    if (!request.updates().isEmpty()) {
      Optional<CasResult> early = judge.bring(sight, request, now, monitor);
      if (early.isPresent()) {
        result = early.get();
        return;
      }
    }
    Judge.Verdict verdict = judge.judge(sight, request, now);
    step = verdict.step().orElse(null);
    result = verdict.result().orElse(null);
  }

  /** Whether it has a result. */
  boolean settled() {
    return result != null;
  }

  /** It has this result, unless it has one already. */
  void ends(CasResult how) {
    if (result == null) {
      result = how;
    }
  }

  CasResult result() {
    return Objects.requireNonNull(result);
  }

  /** What is to be pushed; the commit is written first. */
  List<RemoteRefUpdate> updates(Remote remote, Sight sight) throws IOException {
    Judge.Try to = Objects.requireNonNull(step);
    to.store(sight);
    updates.add(remote.update(sight.git(), to.ref(), to.from(), to.to()));
    for (RefUpdate update : request.updates()) {
      updates.add(
          remote.update(
              sight.git(),
              Namespace.branch(update.branch()),
              update.expected().map(ObjectId::fromString).orElseGet(ObjectId::zeroId),
              ObjectId.fromString(update.head())));
    }
    return updates;
  }

  /** Whether the remote has moved its refs. */
  boolean applied() {
    return updates.stream()
        .allMatch(
            update ->
                update.getStatus() == RemoteRefUpdate.Status.OK
                    || update.getStatus() == RemoteRefUpdate.Status.UP_TO_DATE);
  }

  CasResult won(Judge judge, Sight sight) {
    return new CasResult.Won(judge.after(sight, request, Objects.requireNonNull(step)));
  }

  /**
   * Why the remote has not moved them.
   *
   * @param said the remote's own words
   */
  Rejection rejection(String said) {
    return Rejection.of(updates, said);
  }
}
