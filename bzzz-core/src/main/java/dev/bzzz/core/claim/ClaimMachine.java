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
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * All claims of one agent: taking free tasks, keeping held ones, doubting silent holders,
 * publishing and seeing to it that published work gets its pull request.
 *
 * <p>When to try for a free task is the protocol's {@link Turn}; everything else is the same for
 * all of them. Safety does not rest on this class but on the ledger; this class keeps honest agents
 * efficient and live.
 */
public final class ClaimMachine implements Machine<ClaimInput, ClaimEffect>, Ranking {
  /*
   * One TaskClaim per task, each with at most one call under way, so that a task is a plain
   * sequence of question and answer. This class routes inputs to them and hands out slots to the
   * most wanted tasks; TaskClaims keeps them, ClaimDesk holds what they share.
   */
  private final ClaimDesk desk;
  private final TaskClaims claims;
  private final Hearing hearing;
  private boolean changed;

  /**
   * Creates the machine of one start of an agent.
   *
   * @param protocol name kept in the records
   * @param turn when to try for a free task
   */
  public ClaimMachine(ClaimContext context, String protocol, Turn turn) {
    this(context, protocol, desk -> new TurnStrategy(turn));
  }

  ClaimMachine(ClaimContext context, String protocol, Function<ClaimDesk, Strategy> strategy) {
    this.desk = new ClaimDesk(context, protocol, strategy);
    this.claims = new TaskClaims(desk);
    this.hearing = new Hearing(desk, claims);
  }

  @Override
  public List<ClaimEffect> on(ClaimInput input, Instant now) {
    desk.begin(now);
    if (input instanceof Heard heard) {
      changed |= hearing.hear(heard.wire(), now);
    } else {
      changed = true;
      take(input, now);
    }
    changed |= desk.strategy().tick(now);
    for (TaskId task : desk.due(now)) {
      changed = true;
      claims.known(task).ifPresent(claim -> claim.decide(now));
    }
    do {
      if (changed) {
        changed = false;
        admit(now);
      }
      changed = desk.voice().speak(now);
    } while (changed);
    for (TaskId task : desk.riders()) {
      claims.known(task).ifPresent(claim -> claim.finishing().ride(now));
    }
    return desk.drain();
  }

  @Override
  public Optional<Instant> deadline() {
    return desk.firstWake();
  }

  @Override
  public Optional<Order> order(TaskId task) {
    return desk.strategy().order(task);
  }

  private void take(ClaimInput input, Instant now) {
    if (input instanceof Tick) {
      return;
    }
    if (input instanceof Observed observed) {
      observe(observed, now);
    } else if (input instanceof ReadAnswered answer) {
      desk.measure(answer.call());
      answer(answer.call(), claim -> claim.read(answer.tip(), now));
    } else if (input instanceof ReadFailed failure) {
      answer(failure.call(), claim -> claim.readFailed(failure.why(), now));
    } else if (input instanceof CasAnswered answer) {
      desk.measure(answer.call());
      answer(answer.call(), claim -> claim.moves().answered(answer.result(), now));
    } else if (input instanceof PullRequestOpened opened) {
      answer(opened.call(), claim -> claim.finishing().opened(opened.number(), now));
    } else if (input instanceof BranchMissing missing) {
      answer(missing.call(), claim -> claim.finishing().branchMissing(missing.why(), now));
    } else if (input instanceof PullRequestFailed failure) {
      answer(
          failure.call(),
          claim -> claim.finishing().failed(failure.why(), failure.permanent(), now));
    } else if (input instanceof WorkSucceeded work) {
      claims.known(work.task()).ifPresent(claim -> claim.workSucceeded(work, now));
    } else if (input instanceof WorkFailed work) {
      claims
          .known(work.task())
          .ifPresent(claim -> claim.workFailed(work.token(), work.reason(), now));
    } else if (input instanceof Stop) {
      desk.stop();
      claims.copy().forEach(claim -> claim.decide(now));
    } else {
      throw new AssertionError("unhandled input: " + input);
    }
  }

  private void answer(CallId call, Consumer<TaskClaim> receiver) {
    desk.answered(call)
        .flatMap(claims::known)
        .ifPresent(
            claim -> {
              claim.answered();
              receiver.accept(claim);
            });
  }

  private void observe(Observed observed, Instant now) {
    observed.views().forEach(desk::look);
    desk.tell(observed.facts());
    desk.senses().observed();
    desk.lookout().observed(observed, now);
    desk.strategy().observed(observed, now);
    hearing.observed(observed, now);
    want(observed.candidates());
    for (LedgerView view : observed.views()) {
      for (Tip tip : view.tips()) {
        claims.see(tip, observed.facts().containsKey(tip.task()), now);
      }
      claims.removed(view, now);
    }
    for (TaskClaim claim : claims.copy()) {
      claim.finishing().tidy();
      claim.decide(now);
    }
    claims.letGo(now);
  }

  private void want(List<TaskId> candidates) {
    for (TaskClaim claim : claims.all()) {
      claim.want(false);
    }
    List<TaskClaim> listed = new ArrayList<>(Math.min(candidates.size(), TaskClaims.MAX_TASKS));
    for (TaskId task : candidates) {
      if (listed.size() < TaskClaims.MAX_TASKS && desk.view(task.repository()).isPresent()) {
        claims.of(task).ifPresent(listed::add);
      }
    }
    for (TaskClaim claim : listed) {
      claim.want(true); // what is wanted is not let go of
    }
    desk.wanted().list(listed);
  }

  /** How many tasks this machine has in mind. */
  int tasks() {
    return claims.all().size();
  }

  /** Lets the most wanted tasks that are free wait for their turn, as many as there is room for. */
  private void admit(Instant now) {
    if (!desk.slotFree()) {
      return;
    }
    int considered = 0;
    for (TaskClaim claim : desk.wanted().free()) {
      if (!desk.slotFree() || considered == desk.wanted().most()) {
        return;
      }
      if (claim.contention().possible(now)) {
        considered++;
        claim.contention().consider(now);
      }
    }
  }
}
