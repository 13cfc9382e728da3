package dev.bzzz.p2p.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Windows and queues: who may send how much, and who waits. */
class YamuxFlowTest {
  private static final int WINDOW = YamuxLimits.INITIAL_WINDOW;
  private static final int QUEUE = YamuxLimits.defaults().waitingPerStream();

  @Test
  void whatHasNoWindowWaitsAndGoesOutWithTheGrant() {
    OneSide side = opened(1);
    side.write(1, WINDOW);

    List<YamuxEffect> waiting = side.write(1, 100);
    List<YamuxEffect> granted = side.receive(Frames.window(0, 1, 40));

    assertThat(waiting).isEmpty();
    assertThat(Frames.sent(granted)).hasSize(12 + 40);
    assertThat(side.machine.room(1)).isEqualTo(QUEUE - 60);
  }

  @Test
  void aWriteThatDoesNotFitIsRefusedWholeAndRoomIsTold() {
    OneSide side = opened(1);
    side.write(1, WINDOW);
    side.write(1, QUEUE - 10);

    List<YamuxEffect> refused = side.write(1, 11);
    List<YamuxEffect> little = side.receive(Frames.window(0, 1, 1000));
    List<YamuxEffect> enough = side.receive(Frames.window(0, 1, 65_536 - 1010));

    assertThat(refused)
        .containsExactly(
            new YamuxEffect.WriteRefused(1, "no room for 11 bytes; wait until it is writable"));
    assertThat(OneSide.only(little, YamuxEffect.Writable.class)).isEmpty();
    assertThat(enough).last().isEqualTo(new YamuxEffect.Writable(1, 65_536));
  }

  @Test
  void aWriteThatNeverFitsSaysSo() {
    OneSide side = opened(1);

    List<YamuxEffect> refused = side.write(1, QUEUE + 1);

    assertThat(OneSide.only(refused, YamuxEffect.WriteRefused.class).get(0).why())
        .contains("more than a stream ever takes at once");
  }

  @Test
  void aWriteToAStreamThatIsFinishedOrGoneIsRefused() {
    OneSide side = opened(2);
    side.on(new YamuxInput.Finish(1));
    side.on(new YamuxInput.Reset(3));

    assertThat(side.write(1, 1).get(0)).isInstanceOf(YamuxEffect.WriteRefused.class);
    assertThat(side.write(3, 1).get(0)).isInstanceOf(YamuxEffect.WriteRefused.class);
    assertThat(side.machine.room(1)).isZero();
    assertThat(side.machine.room(3)).isZero();
  }

  @Test
  void allStreamsTogetherMayHaveOnlySoMuchWaiting() {
    int streams = YamuxLimits.defaults().waitingBytes() / QUEUE;
    OneSide side = opened(streams + 2);
    for (int stream = 1; stream < 2 * streams; stream += 2) {
      side.write(stream, WINDOW);
      side.write(stream, QUEUE);
    }
    long refused = 2L * streams + 1;
    long looksFirst = refused + 2;
    side.write(refused, WINDOW);
    side.write(looksFirst, WINDOW);

    List<YamuxEffect> written = side.write(refused, 1);
    int room = side.machine.room(looksFirst);
    List<YamuxEffect> dropped = side.on(new YamuxInput.Reset(1));

    assertThat(written.get(0)).isInstanceOf(YamuxEffect.WriteRefused.class);
    assertThat(room).isZero();
    assertThat(OneSide.only(dropped, YamuxEffect.Writable.class))
        .containsExactlyInAnyOrder(
            new YamuxEffect.Writable(refused, QUEUE), new YamuxEffect.Writable(looksFirst, QUEUE));
  }

  @Test
  void streamsThatAreStuckDoNotKeepAnotherFromSending() {
    int streams = YamuxLimits.defaults().waitingBytes() / QUEUE;
    OneSide side = opened(streams + 1);
    for (int stream = 1; stream < 2 * streams; stream += 2) {
      side.write(stream, WINDOW);
      side.write(stream, QUEUE);
    }
    long last = 2L * streams + 1;

    int room = side.machine.room(last);
    int sent = payload(side.write(last, WINDOW));
    int noRoom = side.machine.room(last);
    List<YamuxEffect> little = side.receive(Frames.window(0, last, 65_535));
    List<YamuxEffect> enough = side.receive(Frames.window(0, last, 1));
    side.on(new YamuxInput.TransportFull());
    int full = side.machine.room(last);
    List<YamuxEffect> ready = side.on(new YamuxInput.TransportReady());

    assertThat(room).isEqualTo(WINDOW);
    assertThat(sent).isEqualTo(WINDOW);
    assertThat(noRoom).isZero();
    assertThat(little).isEmpty();
    assertThat(enough).containsExactly(new YamuxEffect.Writable(last, 65_536));
    assertThat(full).isZero();
    assertThat(ready).containsExactly(new YamuxEffect.Writable(last, 65_536));
  }

  @Test
  void aWriterThatWasRefusedIsNotToldToTryAgainUntilSomethingIsSent() {
    YamuxLimits limits =
        new YamuxLimits(
            1, 9, WINDOW, WINDOW, 1000, 1500, Duration.ofSeconds(30), Duration.ofSeconds(10));
    OneSide side = OneSide.of(YamuxMachine.dialer(limits));
    for (int stream = 1; stream < 4; stream += 2) {
      side.on(new YamuxInput.OpenStream());
    }
    side.on(new YamuxInput.TransportFull());
    side.write(1, 800);

    List<YamuxEffect> refused = side.write(3, 900);
    List<YamuxEffect> again = side.write(3, 900);
    List<YamuxEffect> ready = side.on(new YamuxInput.TransportReady());

    assertThat(refused).hasSize(1);
    assertThat(again).hasSize(1);
    assertThat(ready).contains(new YamuxEffect.Writable(3, 1000));
  }

  @Test
  void aFullConnectionHoldsDataBackButNotTheRest() {
    OneSide side = opened(1);
    side.receive(Frames.data(0, 1, WINDOW));
    side.on(new YamuxInput.TransportFull());

    List<YamuxEffect> written = side.write(1, 1000);
    List<YamuxEffect> pinged = side.receive(Frames.ping(Frames.SYN, 4));
    List<YamuxEffect> consumed = side.consume(1, WINDOW);
    List<YamuxEffect> ready = side.on(new YamuxInput.TransportReady());

    assertThat(written).isEmpty();
    assertThat(Frames.sent(pinged)).isEqualTo(Frames.ping(Frames.ACK, 4));
    assertThat(Frames.sent(consumed)).isEqualTo(Frames.window(0, 1, WINDOW));
    assertThat(Frames.sent(ready)).hasSize(1012);
  }

  @Test
  void streamsSendInTurnWhenTheConnectionIsReadyAgain() {
    OneSide side = opened(3);
    side.on(new YamuxInput.TransportFull());
    side.write(1, 190_000);
    side.write(3, 100);
    side.write(5, 70_000);

    List<YamuxEffect> ready = side.on(new YamuxInput.TransportReady());

    assertThat(streamsOf(ready)).containsExactly(1L, 3L, 5L, 1L, 5L, 1L);
  }

  @Test
  void aBurstIsBoundedAndTheRestFollowsAtOnce() {
    OneSide side = opened(4);
    side.on(new YamuxInput.TransportFull());
    for (int stream = 1; stream < 8; stream += 2) {
      side.write(stream, 200_000);
    }

    List<YamuxEffect> first = side.on(new YamuxInput.TransportReady());
    boolean moreAtOnce = side.machine.deadline().orElseThrow().equals(side.now);
    int later = 0;
    while (side.machine.deadline().orElseThrow().equals(side.now)) {
      later += payload(side.on(new YamuxInput.Tick()));
    }

    assertThat(payload(first)).isBetween(Outflow.MAX_BURST, Outflow.MAX_BURST + 65_536);
    assertThat(moreAtOnce).isTrue();
    assertThat(payload(first) + later).isEqualTo(800_000);
  }

  @Test
  void aFullConnectionEndsABurst() {
    OneSide side = opened(4);
    side.on(new YamuxInput.TransportFull());
    for (int stream = 1; stream < 8; stream += 2) {
      side.write(stream, 200_000);
    }
    side.on(new YamuxInput.TransportReady());

    List<YamuxEffect> full = side.on(new YamuxInput.TransportFull());

    assertThat(full).isEmpty();
    assertThat(side.machine.deadline().orElseThrow()).isAfter(side.now);
  }

  @Test
  void aWriteGetsBehindThoseThatWait() {
    OneSide side = opened(5);
    side.on(new YamuxInput.TransportFull());
    for (int stream = 1; stream < 8; stream += 2) {
      side.write(stream, 200_000);
    }
    side.on(new YamuxInput.TransportReady());

    List<YamuxEffect> written = side.write(9, 100);

    assertThat(streamsOf(written)).containsExactly(3L, 5L, 7L, 1L, 9L);
  }

  @Test
  void aWindowGrowsWhenItIsConsumedWithinFourRoundTrips() {
    OneSide side = measured(Duration.ofMillis(10));
    side.on(new YamuxInput.OpenStream());
    side.receive(Frames.data(0, 1, WINDOW));
    side.pass(Duration.ofMillis(39));

    List<YamuxEffect> consumed = side.consume(1, WINDOW);

    assertThat(Frames.sent(consumed)).isEqualTo(Frames.window(0, 1, 2 * WINDOW));
    assertThat(OneSide.closed(side.receive(Frames.data(0, 1, 2 * WINDOW)))).isEmpty();
  }

  @Test
  void aWindowStaysWhenItIsConsumedSlowly() {
    OneSide side = measured(Duration.ofMillis(10));
    side.on(new YamuxInput.OpenStream());
    side.receive(Frames.data(0, 1, WINDOW));
    side.pass(Duration.ofMillis(40));

    List<YamuxEffect> consumed = side.consume(1, WINDOW);

    assertThat(Frames.sent(consumed)).isEqualTo(Frames.window(0, 1, WINDOW));
  }

  @Test
  void aWindowGrowsUpToItsMaximum() {
    OneSide side = measured(Duration.ofMillis(10));
    side.on(new YamuxInput.OpenStream());

    int window = WINDOW;
    for (int round = 0; round < 5; round++) {
      assertThat(OneSide.closed(side.receive(Frames.data(0, 1, window)))).isEmpty();
      int granted = granted(side.consume(1, window));
      assertThat(granted).isGreaterThanOrEqualTo(window);
      window = granted;
    }

    assertThat(window).isEqualTo(YamuxLimits.defaults().receiveWindow());
  }

  @Test
  void windowsDoNotGrowBeyondWhatTheSessionMayHold() {
    int streams = YamuxLimits.defaults().heldBytes() / WINDOW;
    OneSide side = measured(Duration.ofMillis(10));
    for (int number = 0; number < streams; number++) {
      side.on(new YamuxInput.OpenStream());
    }
    side.receive(Frames.data(0, 1, WINDOW));

    assertThat(granted(side.consume(1, WINDOW))).isEqualTo(WINDOW);
  }

  @Test
  void moreConsumedThanThereWasCountsOnlyOnce() {
    OneSide side = opened(1);
    side.receive(Frames.data(0, 1, WINDOW));

    assertThat(granted(side.consume(1, Integer.MAX_VALUE))).isEqualTo(WINDOW);
    assertThat(side.consume(1, WINDOW)).isEmpty();
  }

  @Test
  void nothingIsGrantedOnceTheOtherSideHasFinished() {
    OneSide side = opened(1);
    side.receive(Frames.data(Frames.FIN, 1, WINDOW));

    assertThat(side.consume(1, WINDOW)).isEmpty();
  }

  private static OneSide opened(int streams) {
    OneSide side = OneSide.dialer();
    for (int number = 0; number < streams; number++) {
      side.on(new YamuxInput.OpenStream());
    }
    return side;
  }

  private static OneSide measured(Duration roundTrip) {
    OneSide side = OneSide.dialer();
    side.on(new YamuxInput.Ping());
    side.pass(roundTrip);
    assertThat(side.receive(Frames.ping(Frames.ACK, 1)))
        .containsExactly(new YamuxEffect.Pong(roundTrip));
    return side;
  }

  private static int granted(List<YamuxEffect> effects) {
    return (int) FrameHeader.read(Frames.sent(effects), 0).length();
  }

  private static List<Long> streamsOf(List<YamuxEffect> effects) {
    return OneSide.only(effects, YamuxEffect.Send.class).stream()
        .map(send -> FrameHeader.read(send.bytes(), 0).stream())
        .toList();
  }

  private static int payload(List<YamuxEffect> effects) {
    return OneSide.only(effects, YamuxEffect.Send.class).stream()
        .mapToInt(send -> send.bytes().length - FrameHeader.SIZE)
        .sum();
  }
}
