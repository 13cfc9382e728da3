package dev.bzzz.p2p.discovery;

import static dev.bzzz.core.testkit.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.machine.Machine;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopRunnerTest {
  private static final String TICK = "tick";

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("runner-test", true), NioIoHandler.newFactory());
  private final Queue<String> done = new ConcurrentLinkedQueue<>();

  /** Gives each input back; "soon" makes it want a tick; "broken" is a fault of its own. */
  private static final class Echo implements Machine<String, String> {
    private Optional<Instant> deadline = Optional.empty();

    @Override
    public List<String> on(String input, Instant now) {
      if (input.equals("broken")) {
        throw new IllegalStateException("a fault of the machine");
      }
      deadline =
          input.equals("soon") ? Optional.of(now.plus(Duration.ofMillis(1))) : Optional.empty();
      return List.of(input);
    }

    @Override
    public Optional<Instant> deadline() {
      return deadline;
    }
  }

  private final LoopRunner<String, String> runner =
      new LoopRunner<>(
          group.next(),
          new Echo(),
          TICK,
          effect -> {
            if (effect.equals("refused")) {
              throw new IllegalStateException("no more sockets");
            }
            done.add(effect);
          });

  @AfterEach
  void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Test
  void ticksWhenTheDeadlineHasCome() {
    runner.submit("soon");

    await(() -> List.copyOf(done).equals(List.of("soon", TICK)));
  }

  @Test
  void goesOnWhenAnEffectCannotBeCarriedOut() {
    runner.submit("refused");
    runner.submit("next");

    await(() -> done.contains("next"));
  }

  @Test
  void endsWhenTheMachineIsBroken() throws Exception {
    runner.submit("broken");
    runner.submit("next");
    CountDownLatch end = new CountDownLatch(1);
    runner.then(end::countDown);

    assertThat(end.await(50, TimeUnit.SECONDS)).isTrue();
    assertThat(done).isEmpty();
  }

  @Test
  void dropsWhatMayGetLostWhenTooMuchWaits() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    runner.then(
        () -> {
          try {
            held.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    for (int i = 0; i < LoopRunner.MAX_WAITING + 100; i++) {
      runner.offer("flood");
    }
    runner.submit("must come");
    held.countDown();

    await(() -> done.contains("must come"));
    assertThat(done).hasSize(LoopRunner.MAX_WAITING + 1);
  }
}
