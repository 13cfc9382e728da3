package dev.bzzz.p2p.noise;

import static dev.bzzz.p2p.noise.Handshakes.T0;
import static dev.bzzz.p2p.noise.Handshakes.YAMUX;
import static dev.bzzz.p2p.noise.Handshakes.framed;
import static dev.bzzz.p2p.noise.Handshakes.identity;
import static dev.bzzz.p2p.noise.Handshakes.initiator;
import static dev.bzzz.p2p.noise.Handshakes.joined;
import static dev.bzzz.p2p.noise.Handshakes.key;
import static dev.bzzz.p2p.noise.Handshakes.responder;
import static dev.bzzz.p2p.noise.Handshakes.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.noise.Handshakes.Side;
import dev.bzzz.p2p.noise.NoiseEffect.Failed;
import dev.bzzz.p2p.noise.NoiseEffect.Send;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseMachineTest {
  private static final PeerId ONE = identity(1).id();
  private static final PeerId TWO = identity(2).id();

  private final Side one = initiator(1);
  private final Side two = responder(2);

  @Test
  void bothSidesKnowWhoTheOtherIs() {
    run(one, two);

    assertThat(one.established().orElseThrow().remote()).isEqualTo(TWO);
    assertThat(two.established().orElseThrow().remote()).isEqualTo(ONE);
    assertThat(one.established().orElseThrow().muxer()).contains(YAMUX);
    assertThat(two.established().orElseThrow().muxer()).contains(YAMUX);
  }

  @Test
  void theChannelCarriesBothWays() {
    run(one, two);

    assertCarries(one.channel(), two.channel(), "hello");
    assertCarries(two.channel(), one.channel(), "answer");
    assertCarries(one.channel(), two.channel(), "again");
  }

  @Test
  void theMessagesAreAsLongAsThoseOfOtherImplementations() {
    one.on(new NoiseInput.Start());
    two.on(new NoiseInput.Start());

    byte[] first = one.sent();
    two.receive(first);
    byte[] second = two.sent();
    one.receive(second);
    byte[] third = one.sent();

    assertThat(first).hasSize(34).startsWith(0x00, 0x20);
    assertThat(second).hasSize(218).startsWith(0x00, 0xd8);
    assertThat(third).hasSize(186).startsWith(0x00, 0xb8);
  }

  @Test
  void bytesMayComeOneByOne() {
    run(one, two, UnaryOperator.identity(), 1);

    assertCarries(one.channel(), two.channel(), "hello");
  }

  @Test
  void whatComesBehindTheLastMessageIsForTheChannel() {
    one.on(new NoiseInput.Start());
    two.on(new NoiseInput.Start());
    two.receive(one.sent());
    one.receive(two.sent());
    byte[] early = one.channel().seal(new byte[] {1, 2, 3}, 0, 3);

    two.receive(joined(one.sent(), early));

    byte[] rest = two.established().orElseThrow().rest();
    assertThat(rest).isEqualTo(early);
    assertThat(two.channel().open(rest).plain()).containsExactly(1, 2, 3);
  }

  @Test
  void whoeverWasDialedIsTaken() {
    Side dialer = new Side(NoiseMachine.initiator(identity(1, YAMUX), key(51), Optional.of(TWO)));

    run(dialer, two);

    assertThat(dialer.established()).isPresent();
  }

  @Test
  void anybodyElseIsRefusedBeforeTheDialerSaysWhoItIs() {
    Side dialer = new Side(NoiseMachine.initiator(identity(1, YAMUX), key(51), Optional.of(TWO)));
    Side other = responder(3);

    run(dialer, other);

    assertThat(dialer.failure().orElseThrow())
        .contains(TWO.toString())
        .contains(identity(3).id().toString());
    assertThat(dialer.effects).hasSize(2).hasExactlyElementsOfTypes(Send.class, Failed.class);
    assertThat(other.established()).isEmpty();
  }

  @Test
  void oneselfIsRefused() {
    Side same = new Side(NoiseMachine.responder(identity(1, YAMUX), key(61)));

    run(one, same);

    assertThat(one.failure().orElseThrow()).contains("ourselves");
    assertThat(same.established()).isEmpty();
  }

  @Test
  void withoutMuxersOnOneSideTheyAreNegotiatedLater() {
    Side plain = new Side(NoiseMachine.responder(identity(2), key(62)));

    run(one, plain);

    assertThat(one.established().orElseThrow().muxer()).isEmpty();
    assertThat(plain.established().orElseThrow().muxer()).isEmpty();
  }

  @Test
  void theInitiatorsFirstMuxerThatBothHaveIsTaken() {
    Side first =
        new Side(NoiseMachine.initiator(identity(1, "/a", "/b", "/c"), key(51), Optional.empty()));
    Side second = new Side(NoiseMachine.responder(identity(2, "/d", "/c", "/b"), key(62)));

    run(first, second);

    assertThat(first.established().orElseThrow().muxer()).contains("/b");
    assertThat(second.established().orElseThrow().muxer()).contains("/b");
  }

  @Test
  void withoutAMuxerInCommonTheHandshakeFails() {
    Side other = new Side(NoiseMachine.responder(identity(2, "/mplex/6.7.0"), key(62)));

    run(one, other);

    assertThat(one.failure().orElseThrow()).contains(YAMUX);
    assertThat(other.established()).isEmpty();
  }

  @Test
  void aFirstMessageMayCarryAPayloadThatMeansNothing() throws Exception {
    XxHandshake stranger = strangerWithKey(key(51));
    two.on(new NoiseInput.Start());

    two.receive(framed(stranger.write(new byte[] {1, 2, 3})));
    stranger.read(unframed(two.sent()));
    two.receive(framed(stranger.write(identity(1).payload())));

    assertThat(two.established().orElseThrow().remote()).isEqualTo(ONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void aKeyOfSmallOrderIsRefusedWithoutAnAnswer(String point) {
    two.on(new NoiseInput.Start());

    two.receive(framed(HexFormat.of().parseHex(point)));

    assertThat(two.failure().orElseThrow()).contains("small order");
    assertThat(two.effects).hasOnlyElementsOfType(Failed.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 4097, 65535})
  void aLengthThatNoMessageHasIsRefusedAtOnce(int length) {
    byte[] header = new byte[Frames.HEADER_BYTES];
    Frames.writeLength(length, header, 0);
    two.on(new NoiseInput.Start());

    two.receive(header);

    assertThat(two.failure().orElseThrow()).contains("has " + length + " bytes");
  }

  @Test
  void whoSpeaksBeforeTheInitiatorIsRefused() {
    one.receive(framed(new byte[32]));

    assertThat(one.failure().orElseThrow()).contains("spoken to");
  }

  @Test
  void aRecordedHandshakeIsWorthNothing() {
    one.on(new NoiseInput.Start());
    two.on(new NoiseInput.Start());
    byte[] first = one.sent();
    two.receive(first);
    one.receive(two.sent());
    byte[] third = one.sent();
    Side later = new Side(NoiseMachine.responder(identity(2, YAMUX), key(99)));

    later.on(new NoiseInput.Start());
    later.receive(first);
    later.receive(third);

    assertThat(later.failure().orElseThrow()).contains("tag is wrong");
  }

  @Test
  void whoTakesTenSecondsIsGivenUp() {
    two.on(new NoiseInput.Start());
    two.on(new NoiseInput.Tick(), T0.plusMillis(9_999));
    assertThat(two.effects).isEmpty();
    assertThat(two.machine.deadline()).contains(T0.plusSeconds(10));

    two.on(new NoiseInput.Tick(), T0.plusSeconds(10));

    assertThat(two.failure().orElseThrow()).contains("10 s");
    assertThat(two.machine.deadline()).isEmpty();
  }

  @Test
  void bytesThatTrickleInDoNotMoveTheDeadline() {
    two.on(new NoiseInput.Start());
    two.on(new NoiseInput.Received(new byte[] {0, 0x20}), T0);
    for (int second = 1; second < 10; second++) {
      two.on(new NoiseInput.Received(new byte[1]), T0.plusSeconds(second));
    }
    assertThat(two.effects).isEmpty();

    two.on(new NoiseInput.Received(new byte[1]), T0.plusSeconds(10));

    assertThat(two.failure().orElseThrow()).contains("10 s");
  }

  @Test
  void afterAFailureNothingHappens() {
    two.on(new NoiseInput.Start());
    two.receive(new byte[] {0, 0});
    int before = two.effects.size();

    two.receive(new byte[100]);
    two.on(new NoiseInput.Tick(), T0.plusSeconds(100));
    two.on(new NoiseInput.Start());

    assertThat(two.effects).hasSize(before);
  }

  @Test
  void afterSuccessBytesBelongToTheChannel() {
    run(one, two);
    NoiseInput late = new NoiseInput.Received(new byte[1]);

    two.on(new NoiseInput.Tick(), T0.plusSeconds(100));

    assertThat(two.failure()).isEmpty();
    assertThatThrownBy(() -> two.on(late)).isInstanceOf(IllegalStateException.class);
  }

  private static XxHandshake strangerWithKey(X25519Key ephemeral) {
    return new XxHandshake(
        true,
        new SymmetricState(NoiseCrypto.chosen(), new byte[0]),
        identity(1).staticKey(),
        ephemeral);
  }

  private static byte[] unframed(byte[] frame) {
    return Arrays.copyOfRange(frame, Frames.HEADER_BYTES, frame.length);
  }

  private static void assertCarries(NoiseChannel from, NoiseChannel to, String text) {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    assertThat(to.open(from.seal(plain, 0, plain.length)).plain()).isEqualTo(plain);
  }
}
