package dev.bzzz.p2p.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Beginnings and ends: of streams, of pings, of the session. */
class YamuxLifeTest {
  private static final Duration INTERVAL = YamuxLimits.defaults().pingInterval();
  private static final Duration TIMEOUT = YamuxLimits.defaults().pingTimeout();

  @Test
  void aStreamIsForgottenWhenBothSidesHaveFinished() {
    OneSide ours = OneSide.dialer();
    OneSide theirs = OneSide.listener();
    ours.on(new YamuxInput.OpenStream());
    theirs.receive(Frames.window(Frames.SYN, 1, 0));

    ours.on(new YamuxInput.Finish(1));
    ours.receive(Frames.window(Frames.ACK | Frames.FIN, 1, 0));
    theirs.receive(Frames.window(Frames.FIN, 1, 0));
    theirs.on(new YamuxInput.Finish(1));

    assertThat(ours.machine.streams()).isZero();
    assertThat(theirs.machine.streams()).isZero();
  }

  @Test
  void aFinishedStreamIsKeptUntilItsLastByteIsConsumed() {
    OneSide side = OneSide.listener();
    side.receive(Frames.data(Frames.SYN | Frames.FIN, 1, 10));
    side.on(new YamuxInput.Finish(1));

    int before = side.machine.streams();
    List<YamuxEffect> consumed = side.consume(1, 10);

    assertThat(before).isOne();
    assertThat(consumed).isEmpty();
    assertThat(side.machine.streams()).isZero();
  }

  @Test
  void aStreamThatThisSideFinishedIsStillRead() {
    OneSide side = OneSide.dialer();
    side.on(new YamuxInput.OpenStream());
    side.on(new YamuxInput.Finish(1));

    List<YamuxEffect> received = side.receive(Frames.data(Frames.ACK, 1, 200_000));

    assertThat(OneSide.data(received, 1)).hasSize(200_000);
    assertThat(Frames.sent(side.consume(1, 200_000))).isEqualTo(Frames.window(0, 1, 200_000));
  }

  @Test
  void aStreamThatTheOtherSideFinishedIsStillWritten() {
    OneSide side = OneSide.listener();
    side.receive(Frames.window(Frames.SYN | Frames.FIN, 1, 0));

    assertThat(Frames.sent(side.write(1, 5))).isEqualTo(Frames.data(Frames.ACK, 1, 5));
    assertThat(Frames.sent(side.on(new YamuxInput.Finish(1))))
        .isEqualTo(Frames.window(Frames.FIN, 1, 0));
    assertThat(side.machine.streams()).isZero();
  }

  @Test
  void finishingTwiceIsFinishingOnce() {
    OneSide side = OneSide.listener();
    side.receive(Frames.window(Frames.SYN, 1, 0));
    side.on(new YamuxInput.Finish(1));

    assertThat(side.on(new YamuxInput.Finish(1))).isEmpty();
    assertThat(side.receive(Frames.window(Frames.FIN, 1, 0), Frames.window(Frames.FIN, 1, 0)))
        .containsExactly(new YamuxEffect.Finished(1));
  }

  @Test
  void aResetOfTheOtherSideEndsAStreamWithWhatWaits() {
    OneSide side = OneSide.dialer();
    side.on(new YamuxInput.OpenStream());
    side.write(1, 262_144);
    side.write(1, 262_144);

    List<YamuxEffect> reset =
        side.receive(Frames.data(0, 1, 10), Frames.data(Frames.RST, 1, 10), Frames.window(0, 1, 9));

    assertThat(OneSide.data(reset, 1)).hasSize(10);
    assertThat(reset).last().isEqualTo(new YamuxEffect.WasReset(1, "the other side has reset it"));
    assertThat(side.machine.streams()).isZero();
  }

  @Test
  void theRestOfAFrameIsDroppedWhenItsStreamIsResetMeanwhile() {
    OneSide side = OneSide.listener();
    side.receive(Frames.frame(0, 0, Frames.SYN, 1, 100), new byte[10]);
    side.on(new YamuxInput.Reset(1));

    List<YamuxEffect> rest = side.receive(new byte[90], Frames.ping(Frames.SYN, 1));

    assertThat(rest).hasSize(1);
    assertThat(Frames.sent(rest)).isEqualTo(Frames.ping(Frames.ACK, 1));
  }

  @Test
  void anOpeningThatIsRefusedIsAReset() {
    OneSide side = OneSide.dialer();
    side.on(new YamuxInput.OpenStream());

    List<YamuxEffect> refused = side.receive(Frames.window(Frames.RST, 1, 0));

    assertThat(refused).containsExactly(new YamuxEffect.WasReset(1, "the other side has reset it"));
  }

  @Test
  void unansweredOpeningsAreBoundedAndAnswersMakeRoom() {
    OneSide side = OneSide.dialer();
    for (int number = 0; number < 256; number++) {
      side.on(new YamuxInput.OpenStream());
    }

    List<YamuxEffect> refused = side.on(new YamuxInput.OpenStream());
    side.receive(Frames.window(Frames.ACK, 1, 0));
    List<YamuxEffect> opened = side.on(new YamuxInput.OpenStream());

    assertThat(refused)
        .containsExactly(
            new YamuxEffect.OpenRefused(
                "the other side has not answered 256 streams yet; open fewer at once"));
    assertThat(opened).contains(new YamuxEffect.Opened(513));
  }

  @Test
  void streamNumbersAreNotUsedTwice() {
    OneSide side = OneSide.of(new YamuxMachine(YamuxLimits.defaults(), 0xFFFF_FFFFL));

    List<YamuxEffect> last = side.on(new YamuxInput.OpenStream());
    side.on(new YamuxInput.Reset(0xFFFF_FFFFL));
    List<YamuxEffect> none = side.on(new YamuxInput.OpenStream());

    assertThat(last).contains(new YamuxEffect.Opened(0xFFFF_FFFFL));
    assertThat(none)
        .containsExactly(
            new YamuxEffect.OpenRefused(
                "the session has used up its stream numbers; connect anew"));
  }

  @Test
  void pingsGoOutFromTheStartAndAtEveryInterval() {
    YamuxMachine machine = YamuxMachine.listener(YamuxLimits.defaults());
    Instant now = OneSide.START;

    List<YamuxEffect> first = machine.on(new YamuxInput.Start(), now);
    machine.on(new YamuxInput.Received(Frames.ping(Frames.ACK, 0)), now);
    List<YamuxEffect> second = machine.on(new YamuxInput.Tick(), now.plus(INTERVAL));

    assertThat(Frames.sent(first)).isEqualTo(Frames.ping(Frames.SYN, 0));
    assertThat(Frames.sent(second)).isEqualTo(Frames.ping(Frames.SYN, 1));
  }

  @Test
  void anUnansweredPingEndsTheSession() {
    OneSide side = OneSide.dialer();

    side.tick();
    List<YamuxEffect> late = side.tick();

    assertThat(side.now).isEqualTo(OneSide.START.plus(INTERVAL).plus(TIMEOUT));
    assertThat(late)
        .containsExactly(
            new YamuxEffect.Closed("the other side has not answered a ping in time", false));
  }

  @Test
  void aBusyPeerMayAnswerLateButNotForEver() {
    OneSide side = OneSide.listener();
    side.tick();

    int delays = 0;
    do {
      side.receive(Frames.data(Frames.SYN, 1 + 2L * delays, 10));
      delays++;
    } while (OneSide.closed(side.tick()).isEmpty());
    assertThat(delays).isEqualTo(6);
  }

  @Test
  void onePingIsUnderWayAtATime() {
    OneSide side = OneSide.dialer();

    List<YamuxEffect> first = side.on(new YamuxInput.Ping());
    List<YamuxEffect> second = side.on(new YamuxInput.Ping());
    side.pass(Duration.ofMillis(3));
    List<YamuxEffect> answered = side.receive(Frames.ping(Frames.ACK, 1));

    assertThat(Frames.sent(first)).hasSize(12);
    assertThat(second).isEmpty();
    assertThat(answered).containsExactly(new YamuxEffect.Pong(Duration.ofMillis(3)));
  }

  @Test
  void theSessionThatThisSideLeavesEndsWithItsLastStream() {
    OneSide side = OneSide.listener();
    side.receive(Frames.window(Frames.SYN, 1, 0));

    List<YamuxEffect> left = side.on(new YamuxInput.GoAway());
    List<YamuxEffect> again = side.on(new YamuxInput.GoAway());
    List<YamuxEffect> newcomer = side.receive(Frames.data(Frames.SYN, 3, 10));
    List<YamuxEffect> own = side.on(new YamuxInput.OpenStream());
    List<YamuxEffect> written = side.write(1, 5);
    List<YamuxEffect> last = side.receive(Frames.window(Frames.RST, 1, 0));

    assertThat(Frames.sent(left)).isEqualTo(Frames.goAway(0));
    assertThat(again).isEmpty();
    assertThat(Frames.sent(newcomer)).isEqualTo(Frames.window(Frames.RST, 3, 0));
    assertThat(own.get(0)).isInstanceOf(YamuxEffect.OpenRefused.class);
    assertThat(Frames.sent(written)).hasSize(17);
    assertThat(last).last().isEqualTo(new YamuxEffect.Closed("this side has left", true));
  }

  @Test
  void theSessionThatTheOtherSideLeavesEndsWithItsLastStream() {
    OneSide side = OneSide.dialer();
    side.on(new YamuxInput.OpenStream());

    List<YamuxEffect> leaving = side.receive(Frames.goAway(0), Frames.goAway(0));
    List<YamuxEffect> own = side.on(new YamuxInput.OpenStream());
    List<YamuxEffect> last = side.on(new YamuxInput.Reset(1));

    assertThat(leaving).containsExactly(new YamuxEffect.PeerLeaving());
    assertThat(own)
        .containsExactly(
            new YamuxEffect.OpenRefused("the other side has ended the session; connect anew"));
    assertThat(last).last().isEqualTo(new YamuxEffect.Closed("the other side has left", true));
  }

  @Test
  void aGoAwayForAFaultEndsTheSessionAtOnce() {
    OneSide side = OneSide.dialer();
    side.on(new YamuxInput.OpenStream());

    List<YamuxEffect> ended = side.receive(Frames.goAway(1), Frames.ping(Frames.SYN, 1));

    assertThat(ended)
        .containsExactly(
            new YamuxEffect.Closed(
                "the other side ended the session for a violation of yamux, code 1", false));
    assertThat(side.machine.streams()).isZero();
  }
}
