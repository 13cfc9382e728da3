package dev.bzzz.p2p.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What breaks sessions with other implementations, one by one. */
class YamuxTrapTest {
  @Test
  void oneFrameMayBeAsLargeAsTheWholeWindowAndIsHandedOnAsItComes() {
    OneSide side = OneSide.listener();
    byte[] header = Frames.frame(0, 0, Frames.SYN, 1, 262_144);

    List<YamuxEffect> begun = side.receive(header);
    List<YamuxEffect> part = side.receive(new byte[1000]);

    assertThat(begun).containsExactly(new YamuxEffect.Accepted(1));
    assertThat(OneSide.data(part, 1)).hasSize(1000);
    assertThat(OneSide.data(side.receive(new byte[261_144]), 1)).hasSize(261_144);
    assertThat(OneSide.closed(side.receive(Frames.data(0, 1, 1)))).isPresent();
  }

  @Test
  void oneByteMoreThanTheWindowEndsTheSession() {
    OneSide whole = OneSide.listener();
    OneSide over = OneSide.listener();

    List<YamuxEffect> taken = whole.receive(Frames.data(Frames.SYN, 1, 262_144));
    List<YamuxEffect> failed = over.receive(Frames.data(Frames.SYN, 1, 262_145));

    assertThat(OneSide.closed(taken)).isEmpty();
    assertThat(OneSide.data(failed, 1)).isEmpty();
    assertThat(OneSide.closed(failed).orElseThrow().why())
        .contains("262145 bytes on stream 1, whose window is 262144");
  }

  @Test
  void aStreamWithTheWrongParityEndsTheSession() {
    assertEnds(OneSide.listener(), Frames.window(Frames.SYN, 2, 0), "a number of this side");
    assertEnds(OneSide.dialer(), Frames.window(Frames.SYN, 1, 0), "a number of this side");
  }

  @Test
  void anUnknownTypeOrVersionEndsTheSession() {
    assertEnds(OneSide.listener(), Frames.frame(0, 4, 0, 0, 0), "unknown frame type 4");
    assertEnds(OneSide.listener(), Frames.frame(1, 0, 0, 1, 0), "version 1");
  }

  @Test
  void aPingWithOtherFlagsThanExactlyOneEndsTheSession() {
    for (int flags : new int[] {0, 3, 4, 5, 8, 9, 0x11}) {
      assertEnds(OneSide.listener(), Frames.ping(flags, 7), "a ping with flags " + flags);
    }
  }

  @Test
  void anAnswerThatWasNotAskedForEndsTheSession() {
    assertEnds(OneSide.listener(), Frames.ping(Frames.ACK, 0), "not asked");
  }

  @Test
  void anAnswerToAnotherPingEndsTheSession() {
    OneSide side = OneSide.listener();
    side.on(new YamuxInput.Ping());

    assertEnds(side, Frames.ping(Frames.ACK, 2), "an answer to ping 2");
  }

  @Test
  void dataIsSentBeforeTheOtherSideHasAnsweredTheOpening() {
    OneSide side = OneSide.dialer();
    side.on(new YamuxInput.OpenStream());

    List<YamuxEffect> written = side.write(1, 262_144);

    assertThat(Frames.sent(written)).hasSize(262_144 + 5 * 12);
  }

  @Test
  void aHundredUnansweredStreamsAreNotTooMany() {
    OneSide side = OneSide.dialer();

    for (int number = 0; number < 100; number++) {
      assertThat(side.on(new YamuxInput.OpenStream()))
          .contains(new YamuxEffect.Opened(1 + 2L * number));
    }
  }

  @Test
  void finishMayComeOnTheFrameThatOpens() {
    OneSide side = OneSide.listener();

    List<YamuxEffect> effects = side.receive(Frames.window(Frames.SYN | Frames.FIN, 1, 0));

    assertThat(effects).containsExactly(new YamuxEffect.Accepted(1), new YamuxEffect.Finished(1));
    assertThat(side.machine.streams()).isOne();
  }

  @Test
  void openingDataAndFinishMayComeInOneFrame() {
    OneSide side = OneSide.listener();

    List<YamuxEffect> effects = side.receive(Frames.data(Frames.SYN | Frames.FIN, 1, 3));

    assertThat(effects).hasSize(3);
    assertThat(effects.get(0)).isEqualTo(new YamuxEffect.Accepted(1));
    assertThat(OneSide.data(effects, 1)).hasSize(3);
    assertThat(effects.get(2)).isEqualTo(new YamuxEffect.Finished(1));
  }

  @Test
  void aResetOnTheFrameThatOpensOpensNothing() {
    OneSide side = OneSide.listener();

    List<YamuxEffect> effects =
        side.receive(
            Frames.data(Frames.SYN | Frames.RST, 1, 3),
            Frames.window(Frames.SYN | Frames.RST, 3, 0));

    assertThat(effects).isEmpty();
    assertThat(side.machine.streams()).isZero();
  }

  @Test
  void aStuckStreamDoesNotStopPingsAndOtherStreams() {
    OneSide side = OneSide.dialer();
    side.on(new YamuxInput.OpenStream());
    side.on(new YamuxInput.OpenStream());
    side.write(1, 262_144);
    side.write(1, 262_144);

    assertThat(Frames.sent(side.receive(Frames.ping(Frames.SYN, 5)))).hasSize(12);
    assertThat(Frames.sent(side.write(3, 100))).hasSize(112);
  }

  @Test
  void lengthsAndStreamsAreUnsigned() {
    OneSide side = OneSide.listener();
    long highest = 0xFFFF_FFFFL;

    List<YamuxEffect> opened = side.receive(Frames.data(Frames.SYN, highest, 3));

    assertThat(opened).startsWith(new YamuxEffect.Accepted(highest));
    assertEnds(side, Frames.frame(0, 0, 0, highest, highest), "4294967295 bytes at once");
  }

  @Test
  void theSumOfAWindowMayPass2To31() {
    OneSide side = OneSide.listener();
    side.receive(Frames.window(Frames.SYN, 1, 0x7FFF_FFFFL));

    List<YamuxEffect> granted = side.receive(Frames.window(0, 1, 0x7000_0000L));

    assertThat(OneSide.closed(granted)).isEmpty();
    assertThat(Frames.sent(side.write(1, 100))).hasSize(112);
  }

  @Test
  void theGrantOnAnOpeningOrItsAnswerIsAddedToTheFirstWindow() {
    OneSide listener = OneSide.listener();
    OneSide dialer = OneSide.dialer();
    listener.receive(Frames.window(Frames.SYN, 1, 5));
    dialer.on(new YamuxInput.OpenStream());
    dialer.receive(Frames.window(Frames.ACK, 1, 5));

    for (OneSide side : List.of(listener, dialer)) {
      side.write(1, 262_144);

      assertThat(Frames.sent(side.write(1, 6))).hasSize(12 + 5);
    }
  }

  @Test
  void framesForStreamsThatAreGoneAreDropped() {
    OneSide side = OneSide.listener();
    side.receive(Frames.window(Frames.SYN, 1, 0));
    side.on(new YamuxInput.Reset(1));

    List<YamuxEffect> late =
        side.receive(
            Frames.data(0, 1, 5000),
            Frames.window(0, 1, 100),
            Frames.window(Frames.FIN, 1, 0),
            Frames.window(Frames.RST, 1, 0),
            Frames.data(Frames.ACK, 77, 10),
            Frames.ping(Frames.SYN, 9));

    assertThat(Frames.sent(late)).isEqualTo(Frames.ping(Frames.ACK, 9));
    assertThat(late).hasSize(1);
  }

  @Test
  void theHeaderMayComeApartFromWhatItCarriesAndByteByByte() {
    OneSide side = OneSide.listener();
    byte[] all = Frames.join(Frames.data(Frames.SYN, 1, new byte[] {1, 2}), Frames.ping(1, 3));

    int data = 0;
    int sent = 0;
    for (byte one : all) {
      List<YamuxEffect> effects = side.receive(new byte[] {one});
      data += OneSide.data(effects, 1).length;
      sent += Frames.sent(effects).length;
    }

    assertThat(data).isEqualTo(2);
    assertThat(sent).isEqualTo(12);
  }

  @Test
  void nothingIsGrantedOnMereReceipt() {
    OneSide side = OneSide.listener();

    List<YamuxEffect> received = side.receive(Frames.data(Frames.SYN, 1, 262_144));

    assertThat(Frames.sent(received)).isEmpty();
  }

  @Test
  void anEmptyFrameWithoutFlagsIsNothing() {
    OneSide side = OneSide.listener();
    side.receive(Frames.window(Frames.SYN, 1, 0));

    assertThat(side.receive(Frames.data(0, 1, 0), Frames.window(0, 1, 0))).isEmpty();
  }

  private static void assertEnds(OneSide side, byte[] frame, String why) {
    byte[] more = Frames.ping(Frames.SYN, 1);

    List<YamuxEffect> effects = side.receive(frame, more);

    assertThat(Frames.sent(effects)).as("only a go-away").isEqualTo(Frames.goAway(1));
    assertThat(effects.get(effects.size() - 1)).isInstanceOf(YamuxEffect.Closed.class);
    assertThat(OneSide.closed(effects).orElseThrow())
        .matches(closed -> !closed.orderly())
        .extracting(YamuxEffect.Closed::why)
        .asString()
        .contains(why);
    assertThat(side.receive(more)).isEmpty();
    assertThat(side.machine.deadline()).isEmpty();
    assertThat(side.machine.streams()).isZero();
    assertThat(side.on(new YamuxInput.OpenStream())).isEmpty();
  }
}
