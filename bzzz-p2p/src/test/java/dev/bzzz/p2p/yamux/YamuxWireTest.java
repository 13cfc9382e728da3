package dev.bzzz.p2p.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes as the specification has them, written out by hand. */
class YamuxWireTest {
  private static final byte[] HI = "hi".getBytes(StandardCharsets.US_ASCII);

  @Test
  void theDialerBeginsWithAPingAndOpensOddStreams() {
    YamuxMachine machine = YamuxMachine.dialer(YamuxLimits.defaults());

    List<YamuxEffect> start = machine.on(new YamuxInput.Start(), OneSide.START);
    List<YamuxEffect> first = machine.on(new YamuxInput.OpenStream(), OneSide.START);
    List<YamuxEffect> second = machine.on(new YamuxInput.OpenStream(), OneSide.START);

    assertThat(sent(start)).isEqualTo("00020001" + "00000000" + "00000000");
    assertThat(sent(first)).isEqualTo("00010001" + "00000001" + "00000000");
    assertThat(sent(second)).isEqualTo("00010001" + "00000003" + "00000000");
    assertThat(first).contains(new YamuxEffect.Opened(1));
    assertThat(second).contains(new YamuxEffect.Opened(3));
  }

  @Test
  void theListenerOpensEvenStreams() {
    OneSide side = OneSide.listener();

    List<YamuxEffect> opened = side.on(new YamuxInput.OpenStream());

    assertThat(sent(opened)).isEqualTo("00010001" + "00000002" + "00000000");
  }

  @Test
  void dataHasItsLengthInTheHeader() {
    OneSide side = OneSide.dialer();
    side.on(new YamuxInput.OpenStream());

    List<YamuxEffect> written = side.on(new YamuxInput.Write(1, HI));

    assertThat(sent(written)).isEqualTo("00000000" + "00000001" + "00000002" + "6869");
  }

  @Test
  void theFirstFrameOnAnAcceptedStreamAnswersItsOpening() {
    OneSide side = OneSide.listener();
    List<YamuxEffect> accepted = side.receive(hex("00010001" + "00000001" + "00000000"));

    List<YamuxEffect> first = side.on(new YamuxInput.Write(1, HI));
    List<YamuxEffect> second = side.on(new YamuxInput.Write(1, HI));

    assertThat(accepted).containsExactly(new YamuxEffect.Accepted(1));
    assertThat(sent(first)).isEqualTo("00000002" + "00000001" + "00000002" + "6869");
    assertThat(sent(second)).isEqualTo("00000000" + "00000001" + "00000002" + "6869");
  }

  @Test
  void takingTheFirstBytesAnswersAnOpeningToo() {
    OneSide side = OneSide.listener();
    side.receive(hex("00000001" + "00000001" + "00000002" + "6869"));

    List<YamuxEffect> taken = side.consume(1, 2);

    assertThat(sent(taken)).isEqualTo("00010002" + "00000001" + "00000002");
  }

  @Test
  void finishAndResetAreWindowUpdatesWithTheirFlag() {
    OneSide side = OneSide.dialer();
    side.on(new YamuxInput.OpenStream());
    side.on(new YamuxInput.OpenStream());

    List<YamuxEffect> finished = side.on(new YamuxInput.Finish(1));
    List<YamuxEffect> reset = side.on(new YamuxInput.Reset(3));

    assertThat(sent(finished)).isEqualTo("00010004" + "00000001" + "00000000");
    assertThat(sent(reset)).isEqualTo("00010008" + "00000003" + "00000000");
  }

  @Test
  void finishOnAStreamNotAnsweredYetAnswersIt() {
    OneSide side = OneSide.listener();
    side.receive(Frames.window(Frames.SYN, 1, 0));

    List<YamuxEffect> finished = side.on(new YamuxInput.Finish(1));

    assertThat(sent(finished)).isEqualTo("00010006" + "00000001" + "00000000");
  }

  @Test
  void aPingIsAnsweredWithItsOwnValue() {
    OneSide side = OneSide.dialer();

    List<YamuxEffect> answer = side.receive(hex("00020001" + "00000000" + "fedcba98"));

    assertThat(sent(answer)).isEqualTo("00020002" + "00000000" + "fedcba98");
  }

  @Test
  void leavingIsAGoAwayWithTheNormalCode() {
    OneSide side = OneSide.dialer();

    List<YamuxEffect> left = side.on(new YamuxInput.GoAway());

    assertThat(sent(left)).isEqualTo("00030000" + "00000000" + "00000000");
    assertThat(left).last().isEqualTo(new YamuxEffect.Closed("this side has left", true));
  }

  @Test
  void aViolationIsAnsweredWithAGoAwayWithItsCode() {
    OneSide side = OneSide.dialer();

    List<YamuxEffect> failed = side.receive(hex("01000000" + "00000001" + "00000000"));

    assertThat(sent(failed)).isEqualTo("00030000" + "00000000" + "00000001");
    assertThat(OneSide.closed(failed)).isPresent();
  }

  @Test
  void halfOfTheWindowConsumedIsGrantedAgain() {
    OneSide side = OneSide.dialer();
    side.on(new YamuxInput.OpenStream());
    side.receive(Frames.data(Frames.ACK, 1, 262_144));

    List<YamuxEffect> little = side.consume(1, 131_071);
    List<YamuxEffect> half = side.consume(1, 1);

    assertThat(little).isEmpty();
    assertThat(sent(half)).isEqualTo("00010000" + "00000001" + "00020000");
  }

  @Test
  void aLongWriteIsSplitIntoFramesOf64KiB() {
    OneSide side = OneSide.dialer();
    side.on(new YamuxInput.OpenStream());

    List<YamuxEffect> written = side.write(1, 70_000);

    assertThat(written)
        .extracting(effect -> ((YamuxEffect.Send) effect).bytes().length)
        .containsExactly(65_536, 12 + 70_000 - 65_524);
    assertThat(sent(written)).startsWith("00000000" + "00000001" + "0000fff4");
  }

  /** jvm-libp2p takes the flag first and refuses the data of that frame. */
  @Test
  void theFinishFollowsTheLastWaitingBytesInAFrameOfItsOwn() {
    OneSide side = OneSide.dialer();
    side.on(new YamuxInput.OpenStream());
    side.write(1, 262_144);
    side.on(new YamuxInput.Write(1, HI));
    side.on(new YamuxInput.Finish(1));

    List<YamuxEffect> granted = side.receive(Frames.window(0, 1, 2));

    assertThat(sent(granted))
        .isEqualTo(
            "00000000" + "00000001" + "00000002" + "6869" + "00010004" + "00000001" + "00000000");
  }

  private static String sent(List<YamuxEffect> effects) {
    return Frames.hex(Frames.sent(effects));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
