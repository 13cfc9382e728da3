package dev.bzzz.core.claim;

import dev.bzzz.core.claim.ClaimInput.BranchMissing;
import dev.bzzz.core.claim.ClaimInput.CasAnswered;
import dev.bzzz.core.claim.ClaimInput.Heard;
import dev.bzzz.core.claim.ClaimInput.Observed;
import dev.bzzz.core.claim.ClaimInput.PullRequestFailed;
import dev.bzzz.core.claim.ClaimInput.PullRequestOpened;
import dev.bzzz.core.claim.ClaimInput.ReadAnswered;
import dev.bzzz.core.claim.ClaimInput.ReadFailed;
import dev.bzzz.core.claim.ClaimInput.Stop;
import dev.bzzz.core.claim.ClaimInput.Tick;
import dev.bzzz.core.claim.ClaimInput.WorkFailed;
import dev.bzzz.core.claim.ClaimInput.WorkSucceeded;
import dev.bzzz.core.machine.CallId;
import dev.bzzz.core.machine.Machine;
import dev.bzzz.core.task.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * All claims of one agent: taking free tasks, keeping held ones, doubting silent holders,
 * publishing and seeing to it that published work gets its pull request.
 *
 * <p>When to try for a free task is the protocol's {@link Turn}; everything else is the same for
 * all of them. Safety does not rest on this class but on the ledger; this class keeps honest agents
 * efficient and live.
 */
public final class ClaimMachine implements Machine<ClaimInput, ClaimEffect> {
  /*
   * One TaskClaim per task, each with at most one call under way, so that a task is a plain
   * sequence of question and answer. This class routes inputs to them and hands out slots to the
   * most wanted tasks; ClaimDesk holds what they share.
   */
  private final ClaimDesk desk;
  private final Map<TaskId, TaskClaim> claims = new TreeMap<>();
  private List<TaskId> wanted = List.of();

  /**
   * Creates the machine of one start of an agent.
   *
   * @param protocol name kept in the records
   * @param turn when to try for a free task
   */
  public ClaimMachine(ClaimContext context, String protocol, Turn turn) {
    this.desk = new ClaimDesk(context, protocol, turn);
  }

  @Override
  public List<ClaimEffect> on(ClaimInput input, Instant now) {
    take(input, now);
    for (TaskId task : desk.due(now)) {
      claims.get(task).decide(now);
    }
    admit(now);
    return desk.drain();
  }

  @Override
  public Optional<Instant> deadline() {
    return desk.firstWake();
  }

  private void take(ClaimInput input, Instant now) {
    if (input instanceof Tick) {
      return;
    }
    if (input instanceof Observed observed) {
      observe(observed, now);
    } else if (input instanceof ReadAnswered answer) {
      answer(answer.call(), claim -> claim.read(answer.tip(), now));
    } else if (input instanceof ReadFailed failure) {
      answer(failure.call(), claim -> claim.readFailed(failure.why(), now));
    } else if (input instanceof CasAnswered answer) {
      answer(answer.call(), claim -> claim.cas(answer.result(), now));
    } else if (input instanceof PullRequestOpened opened) {
      answer(opened.call(), claim -> claim.pullRequest(opened.number(), now));
    } else if (input instanceof BranchMissing missing) {
      answer(missing.call(), claim -> claim.branchMissing(missing.why(), now));
    } else if (input instanceof PullRequestFailed failure) {
      answer(
          failure.call(),
          claim -> claim.pullRequestFailed(failure.why(), failure.permanent(), now));
    } else if (input instanceof WorkSucceeded work) {
      Optional.ofNullable(claims.get(work.task()))
          .ifPresent(claim -> claim.workSucceeded(work, now));
    } else if (input instanceof WorkFailed work) {
      Optional.ofNullable(claims.get(work.task()))
          .ifPresent(claim -> claim.workFailed(work.token(), work.reason(), now));
    } else if (input instanceof Heard) {
      return; // this protocol does not listen
    } else if (input instanceof Stop) {
      desk.stop();
      claims.values().forEach(claim -> claim.decide(now));
    } else {
      throw new AssertionError("unhandled input: " + input);
    }
  }

  private void answer(CallId call, Consumer<TaskClaim> receiver) {
    desk.answered(call).map(claims::get).ifPresent(receiver);
  }

  private void observe(Observed observed, Instant now) {
    observed.views().forEach(desk::look);
    desk.tell(observed.facts());
    wanted =
        observed.candidates().stream()
            .filter(task -> desk.view(task.repository()).isPresent())
            .toList();
    claims.values().forEach(claim -> claim.want(false));
    wanted.forEach(task -> claim(task).want(true));
    for (LedgerView view : observed.views()) {
      for (Tip tip : view.tips()) {
        claim(tip.task()).see(tip, now);
      }
    }
    for (TaskId task : new ArrayList<>(claims.keySet())) {
      claims.get(task).finishing().tidy();
      claims.get(task).decide(now);
    }
  }

  private TaskClaim claim(TaskId task) {
    return claims.computeIfAbsent(task, id -> new TaskClaim(id, desk));
  }

  private void admit(Instant now) {
    for (TaskId task : wanted) {
      if (!desk.slotFree()) {
        return;
      }
      claim(task).contend(now);
    }
  }
}
