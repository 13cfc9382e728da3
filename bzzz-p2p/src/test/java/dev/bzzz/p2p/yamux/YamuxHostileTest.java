package dev.bzzz.p2p.yamux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A peer that means no good: it gets nowhere, and nothing grows without end. */
class YamuxHostileTest {
  private static final int WINDOW = YamuxLimits.INITIAL_WINDOW;

  @Test
  void aGrantThatPasses2To32EndsTheSession() {
    OneSide within = OneSide.listener();
    OneSide beyond = OneSide.listener();

    List<YamuxEffect> most = within.receive(Frames.window(Frames.SYN, 1, 0xFFFF_FFFFL - WINDOW));
    List<YamuxEffect> more =
        beyond.receive(Frames.window(Frames.SYN | Frames.FIN, 1, 0xFFFF_FFFFL - WINDOW + 1));

    assertThat(OneSide.closed(most)).isEmpty();
    assertThat(OneSide.closed(more).orElseThrow().why()).contains("the window of stream 1 passes");
    assertThat(more).last().isInstanceOf(YamuxEffect.Closed.class);
  }

  @Test
  void openingAStreamTwiceEndsTheSession() {
    OneSide side = OneSide.listener();
    side.receive(Frames.window(Frames.SYN, 1, 0));

    assertThat(OneSide.closed(side.receive(Frames.window(Frames.SYN, 1, 0)))).isPresent();
  }

  @Test
  void stream0CarriesNoData() {
    for (byte[] frame : List.of(Frames.data(0, 0, 5), Frames.window(0, 0, 5))) {
      assertThat(OneSide.closed(OneSide.listener().receive(frame)).orElseThrow().why())
          .contains("on stream 0");
    }
  }

  @Test
  void pingAndGoAwayBelongToStream0() {
    for (int type : new int[] {2, 3}) {
      byte[] frame = Frames.frame(0, type, Frames.SYN, 1, 0);

      assertThat(OneSide.closed(OneSide.listener().receive(frame)).orElseThrow().why())
          .contains("a frame of type " + type + " on stream 1");
    }
  }

  @Test
  void flagsNobodyKnowsAreIgnored() {
    OneSide side = OneSide.listener();

    List<YamuxEffect> effects = side.receive(Frames.data(0xFFF0 | Frames.SYN, 1, 3));

    assertThat(effects).hasSize(2).startsWith(new YamuxEffect.Accepted(1));
  }

  @Test
  void openingsBeyondTheLimitAreResetAndTheirBytesDropped() {
    OneSide side = OneSide.listener();
    int limit = YamuxLimits.defaults().inboundStreams();
    for (int number = 0; number < limit; number++) {
      side.receive(Frames.window(Frames.SYN, 1 + 2L * number, 0));
    }
    long next = 1 + 2L * limit;

    List<YamuxEffect> flood = side.receive(Frames.data(Frames.SYN, next, 1000));
    side.on(new YamuxInput.Reset(1));
    List<YamuxEffect> room = side.receive(Frames.window(Frames.SYN, next + 2, 0));

    assertThat(flood).hasSize(1);
    assertThat(Frames.sent(flood)).isEqualTo(Frames.window(Frames.RST, next, 0));
    assertThat(room).containsExactly(new YamuxEffect.Accepted(next + 2));
    assertThat(side.machine.streams()).isEqualTo(limit);
  }

  @Test
  void eachPingIsAnsweredOnceAndNothingIsRemembered() {
    OneSide side = OneSide.listener();
    byte[][] pings = new byte[5000][];
    for (int number = 0; number < pings.length; number++) {
      pings[number] = Frames.ping(Frames.SYN, number);
    }

    List<YamuxEffect> answers = side.receive(pings);

    assertThat(Frames.sent(answers)).hasSize(5000 * 12);
    assertThat(OneSide.closed(answers)).isEmpty();
  }

  @Test
  void aPeerThatMakesUsAnswerAndReadsNothingIsLeft() {
    OneSide side = OneSide.listener();
    side.on(new YamuxInput.TransportFull());

    List<YamuxEffect> effects = List.of();
    int answers = 0;
    while (OneSide.closed(effects).isEmpty() && answers < 10_000) {
      effects = side.receive(Frames.ping(Frames.SYN, answers++));
    }

    assertThat(answers).isEqualTo(Wire.MAX_CONTROL_WHILE_FULL + 1);
    assertThat(OneSide.closed(effects).orElseThrow().why()).contains("does not read the answers");
    assertThat(Frames.sent(effects)).endsWith(Frames.goAway(2));
  }

  @Test
  void aConnectionThatIsReadyInBetweenCountsAnew() {
    OneSide side = OneSide.listener();
    List<YamuxEffect> effects = List.of();

    for (int number = 0; number < 2 * Wire.MAX_CONTROL_WHILE_FULL; number++) {
      if (number % 1000 == 0) {
        side.on(new YamuxInput.TransportReady());
        side.on(new YamuxInput.TransportFull());
      }
      effects = side.receive(Frames.ping(Frames.SYN, number));
    }

    assertThat(OneSide.closed(effects)).isEmpty();
  }

  @Test
  void theStreamThatHoldsMostIsResetWhenTheSessionHoldsTooMuch() {
    int streams = YamuxLimits.defaults().heldBytes() / WINDOW;
    OneSide side = OneSide.listener();
    side.receive(Frames.data(Frames.SYN, 1, 1000));
    side.receive(Frames.data(Frames.SYN, 3, WINDOW - 1000));
    for (int number = 2; number <= streams; number++) {
      side.receive(Frames.data(Frames.SYN, 1 + 2L * number, WINDOW - (number == 7 ? 0 : 1)));
    }
    long held = (long) streams * WINDOW - (streams - 2);
    int left = (int) (YamuxLimits.defaults().heldBytes() - held);

    List<YamuxEffect> fits = side.receive(Frames.data(0, 1, left));
    List<YamuxEffect> tooMuch = side.receive(Frames.data(0, 1, 1));

    assertThat(fits).hasSize(1);
    assertThat(OneSide.only(tooMuch, YamuxEffect.WasReset.class))
        .singleElement()
        .matches(reset -> reset.stream() == 15 && reset.why().contains("held the most"));
    assertThat(Frames.sent(tooMuch)).isEqualTo(Frames.window(Frames.RST, 15, 0));
    assertThat(OneSide.data(tooMuch, 1)).hasSize(1);
  }

  @Test
  void whatEndedStreamsLeftUnconsumedCountsAsHeld() {
    YamuxLimits limits = limits(256 * 1024);
    OneSide side = OneSide.listener(limits);
    side.receive(Frames.data(Frames.SYN | Frames.FIN, 1, 200_000));
    side.on(new YamuxInput.Finish(1));

    List<YamuxEffect> effects = side.receive(Frames.data(Frames.SYN | Frames.FIN, 3, 100_000));

    assertThat(effects)
        .extracting(effect -> (Object) effect.getClass())
        .contains(YamuxEffect.WasReset.class);
    assertThat(OneSide.only(effects, YamuxEffect.WasReset.class).get(0).stream()).isOne();
    assertThat(OneSide.data(effects, 3)).hasSize(100_000);
  }

  @Test
  void bytesAfterAFinishBreakTheirStreamOnly() {
    OneSide side = OneSide.listener();
    side.receive(Frames.window(Frames.SYN | Frames.FIN, 1, 0), Frames.window(Frames.SYN, 3, 0));

    List<YamuxEffect> effects = side.receive(Frames.data(0, 1, 5), Frames.data(0, 3, 5));

    assertThat(Frames.sent(effects)).isEqualTo(Frames.window(Frames.RST, 1, 0));
    assertThat(OneSide.only(effects, YamuxEffect.WasReset.class).get(0).why())
        .isEqualTo("the other side wrote on after it had finished");
    assertThat(OneSide.data(effects, 3)).hasSize(5);
  }

  @Test
  void aFrameLongerThanAnyWindowEndsTheSessionEvenOnAStreamThatIsGone() {
    OneSide side = OneSide.listener();
    byte[] header = Frames.frame(0, 0, 0, 9, YamuxLimits.defaults().receiveWindow() + 1L);

    assertThat(OneSide.closed(side.receive(header)).orElseThrow().why())
        .contains("more than any stream was granted");
  }

  @Test
  void limitsOutOfRangeAreNamed() {
    assertThatThrownBy(() -> limits(1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the yamux limit heldBytes cannot be 1000");
    assertThatThrownBy(() -> new YamuxInput.Consumed(1, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static YamuxLimits limits(int heldBytes) {
    return new YamuxLimits(
        8, 8, WINDOW, heldBytes, WINDOW, WINDOW, Duration.ofSeconds(30), Duration.ofSeconds(10));
  }
}
