package dev.bzzz.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DriverTest {
  private static final String TICK = "tick";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final AtomicReference<Instant> wall = new AtomicReference<>(START);
  private final BlockingQueue<String> effects = new LinkedBlockingQueue<>();
  private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final List<Driver<String, String>> drivers = new ArrayList<>();

  /** Answers each input with itself and its time; ticks once at each deadline it is given. */
  private static final class Echo implements Machine<String, String> {
    private volatile Optional<Instant> deadline = Optional.empty();

    @Override
    public List<String> on(String input, Instant now) {
      if (input.equals(TICK)) {
        deadline = Optional.empty();
      }
      if (input.startsWith("wake me in ")) {
        String seconds = input.substring("wake me in ".length());
        deadline = Optional.of(now.plusSeconds(Long.parseLong(seconds)));
      }
      if (input.equals("fail")) {
        throw new IllegalStateException("a fault of the machine");
      }
      return List.of(input, "at " + Duration.between(START, now).toSeconds());
    }

    @Override
    public Optional<Instant> deadline() {
      return deadline;
    }
  }

  private Driver<String, String> drive(
      Machine<String, String> machine, Consumer<String> handler, Clock clock) {
    Driver<String, String> driver =
        new Driver<>("test-driver", machine, TICK, handler, failures::add, clock);
    drivers.add(driver);
    return driver;
  }

  private Clock wallClock() {
    InstantSource source = wall::get;
    return source.withZone(ZoneOffset.UTC);
  }

  private String next() throws InterruptedException {
    String effect = effects.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(effect).as("the next effect").isNotNull();
    return effect;
  }

  @AfterEach
  void end() {
    drivers.forEach(Driver::close);
  }

  @Test
  void inputsAreTakenAndEffectsCarriedOutInOrder() throws InterruptedException {
    Driver<String, String> driver = drive(new Echo(), effects::add, wallClock());

    for (int i = 0; i < 3000; i++) {
      assertThat(driver.submit("input " + i)).isTrue();
    }

    for (int i = 0; i < 3000; i++) {
      assertThat(next()).isEqualTo("input " + i);
      assertThat(next()).isEqualTo("at 0");
    }
  }

  @Test
  void theMachineIsTickedWhenItsDeadlineHasCome() throws InterruptedException {
    Driver<String, String> driver = drive(new Echo(), effects::add, Driver.steadyClock());

    driver.submit("wake me in 0");

    assertThat(next()).startsWith("wake");
    next();
    assertThat(next()).isEqualTo(TICK);
  }

  @Test
  void noTickComesBeforeItsTime() throws InterruptedException {
    Driver<String, String> driver = drive(new Echo(), effects::add, wallClock());

    driver.submit("wake me in 60");
    driver.submit("still early");
    List<String> early = List.of(next(), next(), next(), next());
    wall.set(START.plusSeconds(60));
    driver.submit("now");

    assertThat(early).containsExactly("wake me in 60", "at 0", "still early", "at 0");
    assertThat(List.of(next(), next(), next(), next())).contains("now", TICK);
  }

  @Test
  void aClockSetBackDelaysNoDeadline() throws InterruptedException {
    Driver<String, String> driver = drive(new Echo(), effects::add, wallClock());
    driver.submit("wake me in 60");
    next();
    assertThat(next()).isEqualTo("at 0");

    wall.set(START.minusSeconds(3600));
    driver.submit("set back");
    next();
    String atSetBack = next();
    wall.set(START.minusSeconds(3600).plusSeconds(61));
    driver.submit("a minute later");

    assertThat(atSetBack).isEqualTo("at 0");
    assertThat(next()).isEqualTo("a minute later");
    assertThat(next()).isEqualTo("at 61");
    assertThat(next()).isEqualTo(TICK);
  }

  @Test
  void aTickComesThoughTheInboxIsNeverEmpty() throws InterruptedException {
    AtomicReference<Driver<String, String>> self = new AtomicReference<>();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch ready = new CountDownLatch(1);
    // Every input leads to the next one, so there is always one waiting.
    Consumer<String> busy =
        effect -> {
          try {
            inside.countDown();
            ready.await();
            if (effect.equals("again")) {
              self.get().submit("again");
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          if (effect.equals(TICK)) {
            effects.add(effect);
          }
        };
    self.set(drive(new Echo(), busy, wallClock()));
    self.get().submit("wake me in 60");
    self.get().submit("again");
    inside.await();

    wall.set(START.plusSeconds(61));
    ready.countDown();

    assertThat(next()).isEqualTo(TICK);
  }

  @Test
  void inputsThatCameInTimeAreHeardBeforeTheTick() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Consumer<String> slow =
        effect -> {
          try {
            inside.countDown();
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          effects.add(effect);
        };
    Driver<String, String> driver = drive(new Echo(), slow, wallClock());
    driver.submit("wake me in 60");
    driver.submit("one");
    driver.submit("two");
    inside.await();

    wall.set(START.plusSeconds(3600));
    go.countDown();

    List<String> heard = new ArrayList<>();
    while (!heard.contains(TICK)) {
      heard.add(next());
    }
    assertThat(heard.stream().filter(effect -> !effect.startsWith("at ")))
        .containsExactly("wake me in 60", "one", "two", TICK);
  }

  @Test
  void aFullInboxMakesSubmittersWaitAndLosesNothing() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    Consumer<String> slow =
        effect -> {
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          effects.add(effect);
        };
    Driver<String, String> driver = drive(new Echo(), slow, wallClock());
    int count = Driver.MAX_INBOX + 100;
    CountDownLatch submitted = new CountDownLatch(count);
    Thread submitter =
        new Thread(
            () ->
                IntStream.range(0, count)
                    .forEach(
                        i -> {
                          try {
                            driver.submit("input " + i);
                            submitted.countDown();
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        }));

    submitter.start();
    boolean early = submitted.await(300, TimeUnit.MILLISECONDS);
    long waiting = submitted.getCount();
    go.countDown();

    assertThat(early).isFalse();
    assertThat(waiting).isGreaterThanOrEqualTo(99);
    assertThat(submitted.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < count; i++) {
      assertThat(next()).isEqualTo("input " + i);
      next();
    }
  }

  @Test
  void aFaultOfTheMachineEndsTheDriverAndIsToldOnce() throws InterruptedException {
    Driver<String, String> driver = drive(new Echo(), effects::add, wallClock());

    driver.submit("fail");

    assertThat(failures.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .hasMessage("a fault of the machine");
    assertThat(driver.awaitEnd(PATIENCE)).isTrue();
    assertThat(driver.submit("too late")).isFalse();
    assertThat(failures).isEmpty();
  }

  @Test
  void aFaultOfTheHandlerEndsTheDriverToo() throws InterruptedException {
    Driver<String, String> driver =
        drive(
            new Echo(),
            effect -> {
              throw new IllegalStateException("a fault of the handler");
            },
            wallClock());

    driver.submit("anything");

    assertThat(failures.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .hasMessage("a fault of the handler");
    assertThat(driver.awaitEnd(PATIENCE)).isTrue();
  }

  @Test
  void closingEndsTheThreadWithoutInterruptingTheHandler() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
    Driver<String, String> driver =
        drive(
            new Echo(),
            effect -> {
              inside.countDown();
              try {
                go.await();
                interrupted.add(false);
              } catch (InterruptedException e) {
                interrupted.add(true);
                Thread.currentThread().interrupt();
              }
            },
            wallClock());
    driver.submit("anything");
    inside.await();

    driver.close();
    go.countDown();

    assertThat(driver.awaitEnd(PATIENCE)).isTrue();
    assertThat(interrupted).containsOnly(false);
    assertThat(driver.submit("too late")).isFalse();
    assertThat(failures).isEmpty();
  }

  @Test
  void closingWakesAnIdleDriver() throws InterruptedException {
    Driver<String, String> driver = drive(new Echo(), effects::add, wallClock());

    driver.close();
    driver.close();

    assertThat(driver.awaitEnd(PATIENCE)).isTrue();
  }

  @Test
  void aHandlerThatFillsItsOwnInboxIsToldInsteadOfWaitingForEver() throws InterruptedException {
    AtomicReference<Driver<String, String>> self = new AtomicReference<>();
    CountDownLatch ready = new CountDownLatch(1);
    Consumer<String> flood =
        effect -> {
          try {
            ready.await();
            self.get().submit(effect);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    self.set(drive(new Echo(), flood, wallClock()));
    self.get().submit("anything");
    ready.countDown();

    // Each input makes two effects and so two inputs: the inbox fills up.
    assertThat(failures.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("own full inbox");
  }

  @Test
  void aMachineThatKeepsItsDeadlineInThePastStillHearsInputs() throws InterruptedException {
    Machine<String, String> stubborn =
        new Machine<>() {
          @Override
          public List<String> on(String input, Instant now) {
            return input.equals(TICK) ? List.of() : List.of(input);
          }

          @Override
          public Optional<Instant> deadline() {
            return Optional.of(START);
          }
        };
    Driver<String, String> driver = drive(stubborn, effects::add, wallClock());

    driver.submit("hello");

    assertThat(next()).isEqualTo("hello");
  }

  @Test
  void whatMayGetLostTakesHalfOfTheInboxAtMost() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Consumer<String> stuck =
        effect -> {
          try {
            inside.countDown();
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    Driver<String, String> driver = drive(new Echo(), stuck, wallClock());
    driver.submit("first");
    inside.await();

    long taken = IntStream.range(0, Driver.MAX_INBOX).filter(i -> driver.offer("heard")).count();
    boolean ownInput = driver.submit("answer");
    go.countDown();
    driver.close();

    assertThat(taken).isEqualTo(Driver.MAX_INBOX / 2);
    assertThat(ownInput).isTrue();
    assertThat(driver.offer("too late")).isFalse();
  }
}
