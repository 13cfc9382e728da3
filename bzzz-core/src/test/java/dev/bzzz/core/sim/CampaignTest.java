package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimMachine;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimProtocols;
import dev.bzzz.core.claim.Turn;
import dev.bzzz.core.machine.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

final class CampaignTest {
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Patience WATCHFUL =
      new Patience(Patience.DEFAULT.computing(), Patience.DEFAULT.waiting(), Duration.ofMillis(1));

  private final Simulator simulator = Simulator.of(ClaimProtocols.named("optimistic"));

  @Test
  void progressCountsWhatWasRunToItsEnd() throws InterruptedException {
    CountDownLatch told = new CountDownLatch(1);
    List<Campaign.Progress> progress = new ArrayList<>();
    LongFunction<Scenario> third =
        i -> {
          if (i == 2) {
            await(told);
          }
          return scenario(i);
        };
    Campaign campaign = new Campaign(simulator.with(WATCHFUL), third, 5);
    assertThat(campaign.progress()).isEqualTo(progress(0, 0));

    Campaign.Outcome outcome =
        campaign.run(
            1,
            WATCHFUL.every(),
            each -> {
              progress.add(each);
              if (each.finished() == 2) {
                told.countDown();
              }
            });

    assertThat(progress).contains(progress(2, 2));
    assertThat(campaign.progress()).isEqualTo(progress(5, 5));
    assertThat(outcome.scenarios()).isEqualTo(5);
    assertThat(outcome.violations()).isZero();
  }

  @Test
  void whereToGoOnIsBeforeTheOldestThatRuns() throws InterruptedException {
    CountDownLatch told = new CountDownLatch(1);
    List<Campaign.Progress> progress = new ArrayList<>();
    LongFunction<Scenario> second =
        i -> {
          if (i == 1) {
            await(told);
          }
          return scenario(i);
        };

    new Campaign(simulator.with(WATCHFUL), second, 5)
        .run(
            2,
            WATCHFUL.every(),
            each -> {
              progress.add(each);
              if (each.finished() == 4) {
                told.countDown();
              }
            });

    assertThat(progress).contains(progress(4, 1));
  }

  @Test
  void anErrorOfAWorkerIsNotLost() {
    AssertionError wrong = new AssertionError("not a cat");
    LongFunction<Scenario> fourth =
        i -> {
          if (i == 3) {
            throw wrong;
          }
          return scenario(i);
        };

    assertThatThrownBy(() -> new Campaign(simulator, fourth, 100).run(2, NEVER, progress -> {}))
        .isSameAs(wrong);
  }

  @Test
  void aViolationThatDoesNotComeAgainIsBlamedOnAMachineThatIsNotPure() {
    AtomicInteger calls = new AtomicInteger();
    Simulator flaky =
        Simulator.of(
            turns(
                (task, term, now) -> {
                  if (calls.incrementAndGet() == 3) {
                    throw new IllegalStateException("third time");
                  }
                  return now;
                }));

    assertThatThrownBy(
            () ->
                new Campaign(flaky, i -> Scenario.of("turns", 1, 1, i), 10)
                    .run(1, NEVER, progress -> {}))
        .isInstanceOf(PermanentException.class)
        .hasMessageContainingAll("seed 2", "L1", "third time", "went another way");
  }

  private static ClaimProtocol turns(Turn turn) {
    return new ClaimProtocol() {
      @Override
      public String name() {
        return "turns";
      }

      @Override
      public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
        return new ClaimMachine(context, name(), turn);
      }
    };
  }

  private static Campaign.Progress progress(long finished, long next) {
    return new Campaign.Progress(finished, 0, next, OptionalLong.empty());
  }

  private static Scenario scenario(long seed) {
    return Scenario.of("optimistic", 1, 1, seed);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
