package dev.bzzz.p2p.identify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.identify.PingEffect.Answered;
import dev.bzzz.p2p.identify.PingEffect.Failed;
import dev.bzzz.p2p.identify.PingEffect.Finish;
import dev.bzzz.p2p.identify.PingEffect.Send;
import dev.bzzz.p2p.identify.PingInput.Again;
import dev.bzzz.p2p.identify.PingInput.Finished;
import dev.bzzz.p2p.identify.PingInput.Received;
import dev.bzzz.p2p.identify.PingInput.Start;
import dev.bzzz.p2p.identify.PingInput.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PingMachineTest {
  private static final Instant NOW = Instant.EPOCH;
  private static final Instant SOON = NOW.plusMillis(3);

  private final PingMachine dialer = PingMachine.dialer(new Random(1));
  private final PingMachine listener = PingMachine.listener();

  @Test
  void theSameBytesComeBackHoweverTheyAreSplit() {
    byte[] ping = sent(dialer.on(new Start(), NOW));
    listener.on(new Start(), NOW);

    byte[] head = sent(listener.on(new Received(Arrays.copyOf(ping, 5)), NOW));
    byte[] tail = sent(listener.on(new Received(Arrays.copyOfRange(ping, 5, 32)), NOW));

    assertThat(ping).hasSize(PingMachine.BYTES);
    assertThat(dialer.on(new Received(head), NOW)).isEmpty();
    assertThat(dialer.on(new Received(tail), SOON))
        .containsExactly(new Answered(Duration.ofMillis(3)));
    assertThat(dialer.deadline()).isEmpty();
  }

  @Test
  void oneStreamServesManyPingsOneAtATime() {
    byte[] first = sent(dialer.on(new Start(), NOW));

    assertThat(dialer.on(new Again(), NOW)).isEmpty();

    dialer.on(new Received(first), NOW);
    byte[] second = sent(dialer.on(new Again(), SOON));

    assertThat(second).isNotEqualTo(first);
    assertThat(dialer.on(new Received(second), SOON)).containsExactly(new Answered(Duration.ZERO));
  }

  @Test
  void aWrongAnswerIsAFailure() {
    dialer.on(new Start(), NOW);

    assertThat(dialer.on(new Received(new byte[32]), NOW))
        .singleElement()
        .isInstanceOf(Failed.class);
    assertThat(dialer.on(new Again(), NOW)).isEmpty();
  }

  @Test
  void moreThanTheAnswerIsAFailure() {
    byte[] ping = sent(dialer.on(new Start(), NOW));

    assertThat(dialer.on(new Received(Arrays.copyOf(ping, 33)), NOW))
        .singleElement()
        .isInstanceOf(Failed.class);
  }

  @Test
  void anAnswerBeforeThePingIsAFailure() {
    byte[] ping = sent(dialer.on(new Start(), NOW));
    dialer.on(new Received(ping), NOW);

    assertThat(dialer.on(new Received(new byte[1]), NOW))
        .singleElement()
        .isInstanceOf(Failed.class);
  }

  @Test
  void silenceIsAFailureOnBothSides() {
    Instant late = NOW.plus(PingMachine.TIMEOUT);
    for (PingMachine machine : List.of(dialer, listener)) {
      machine.on(new Start(), NOW);

      assertThat(machine.deadline()).contains(late);
      assertThat(machine.on(new Tick(), late.minusNanos(1))).isEmpty();
      assertThat(machine.on(new Tick(), late)).singleElement().isInstanceOf(Failed.class);
      assertThat(machine.deadline()).isEmpty();
      assertThat(machine.on(new Tick(), late)).isEmpty();
    }
  }

  @Test
  void aListenerWaitsAnewAfterEveryPing() {
    listener.on(new Start(), NOW);

    listener.on(new Received(new byte[32]), SOON);

    assertThat(listener.deadline()).contains(SOON.plus(PingMachine.TIMEOUT));
  }

  @Test
  void theEndBetweenPingsIsInOrder() {
    listener.on(new Start(), NOW);
    listener.on(new Received(new byte[64]), NOW);
    dialer.on(new Received(sent(dialer.on(new Start(), NOW))), NOW);

    assertThat(listener.on(new Finished(), NOW)).containsExactly(new Finish());
    assertThat(dialer.on(new Finished(), NOW)).containsExactly(new Finish());
  }

  @Test
  void theEndWithinAPingIsAFailure() {
    listener.on(new Start(), NOW);
    listener.on(new Received(new byte[33]), NOW);
    dialer.on(new Start(), NOW);

    assertThat(listener.on(new Finished(), NOW)).singleElement().isInstanceOf(Failed.class);
    assertThat(dialer.on(new Finished(), NOW)).singleElement().isInstanceOf(Failed.class);
  }

  @Test
  void nothingIsNothing() {
    listener.on(new Start(), NOW);
    dialer.on(new Start(), NOW);

    assertThat(listener.on(new Received(new byte[0]), SOON)).isEmpty();
    assertThat(dialer.on(new Received(new byte[0]), SOON)).isEmpty();
    assertThat(listener.deadline()).contains(NOW.plus(PingMachine.TIMEOUT));
  }

  private static byte[] sent(List<PingEffect> effects) {
    assertThat(effects).singleElement().isInstanceOf(Send.class);
    return ((Send) effects.get(0)).bytes();
  }
}
