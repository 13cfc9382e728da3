package dev.bzzz.p2p.noise;

import static dev.bzzz.p2p.noise.Handshakes.initiator;
import static dev.bzzz.p2p.noise.Handshakes.joined;
import static dev.bzzz.p2p.noise.Handshakes.key;
import static dev.bzzz.p2p.noise.Handshakes.responder;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.Fuzz;
import dev.bzzz.p2p.Vectors;
import dev.bzzz.p2p.noise.Handshakes.Side;
import dev.bzzz.p2p.noise.NoiseChannel.Opened;
import dev.bzzz.p2p.wire.WireException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Handshakes and channels with anybody's bytes. */
class NoiseFuzzTest {
  /** One input in so many goes through the shared secrets, which take a millisecond. */
  private static final int COSTLY = 100;

  private static final byte[] KEY = new byte[FrameCipher.KEY_BYTES];
  private static final byte[] PLAIN = new byte[64];

  // Made once, since making keys costs more than most inputs.
  private static final NoiseIdentity DIALING = Handshakes.identity(1, Handshakes.YAMUX);
  private static final NoiseIdentity ANSWERING = Handshakes.identity(3, Handshakes.YAMUX);
  private static final X25519Key EPHEMERAL = key(51);

  private final byte[] first;
  private final byte[] second;
  private final byte[] third;

  NoiseFuzzTest() {
    Side one = initiator(1);
    Side two = responder(2);
    one.on(new NoiseInput.Start());
    two.on(new NoiseInput.Start());
    first = one.sent();
    two.receive(first);
    second = two.sent();
    one.receive(second);
    third = one.sent();
  }

  @Test
  void noInitiatorTrustsAlteredBytes() {
    Fuzz.of("answers to an initiator", List.of(second))
        .run(
            (input, random) -> {
              if (isCheap(input) || random.nextInt(COSTLY) == 0) {
                Side side =
                    fed(
                        NoiseMachine.initiator(DIALING, EPHEMERAL, Optional.empty()),
                        input,
                        random);
                boolean intact = Arrays.equals(second, Arrays.copyOf(input, second.length));
                assertThat(side.established().isPresent()).isEqualTo(intact);
              }
            });
  }

  @Test
  void noResponderTrustsRecordedOrAlteredBytes() {
    Fuzz.of("what an initiator sends", List.of(first, joined(first, third)))
        .run(
            (input, random) -> {
              if (isCheap(input) || random.nextInt(COSTLY) == 0) {
                Side side = fed(NoiseMachine.responder(ANSWERING, EPHEMERAL), input, random);
                assertThat(side.established()).isEmpty();
              }
            });
  }

  @Test
  void anyPayloadIsReadOrRefused() {
    Fuzz.of(
            "payloads",
            List.of(Vectors.bytes("noise", "payload"), Handshakes.identity(1).payload()))
        .refusing(WireException.class)
        .run((input, random) -> HandshakePayload.decode(input));
  }

  @Test
  void anyPayloadIsProvenOrRefused() {
    byte[] payload = Handshakes.identity(1).payload();
    byte[] theirStatic = key(101).publicKey();

    Fuzz.of("payloads with proof", List.of(payload))
        .run(
            (input, random) -> {
              if (random.nextInt(COSTLY) == 0) {
                refuseOrProve(input, theirStatic);
              }
            });
  }

  @Test
  void aChannelGivesOnlyWhatThePeerWrote() {
    FrameCipher peer = NoiseCrypto.chosen().cipher(KEY);
    NoiseChannel writes = new NoiseChannel(peer, peer);
    byte[] wire = new byte[0];
    for (int i = 0; i < 4; i++) {
      wire = joined(wire, writes.seal(PLAIN, 0, 16 * (i + 1)));
    }

    Fuzz.of("frames", List.of(wire)).allocating(256 * 1024, 64).run(NoiseFuzzTest::assertOnlyZeros);
  }

  /** Whether the first frame is not whole, or of a length that is refused. */
  private static boolean isCheap(byte[] input) {
    return !Frames.isWhole(input, 0, input.length)
        || Frames.length(input, 0) < X25519Key.BYTES
        || Frames.length(input, 0) > NoiseMachine.MAX_FRAME_BYTES;
  }

  private static Side fed(NoiseMachine machine, byte[] input, Random random) {
    Side side = new Side(machine);
    side.on(new NoiseInput.Start());
    for (byte[] piece : Fuzz.split(input, 4, random)) {
      if (side.established().isEmpty()) {
        side.receive(piece);
      }
    }
    return side;
  }

  private static void refuseOrProve(byte[] payload, byte[] theirStatic) {
    try {
      HandshakePayload.proven(payload, theirStatic);
    } catch (HandshakeFailure e) {
      assertThat(e.why()).isNotEmpty();
    }
  }

  private static void assertOnlyZeros(byte[] input, Random random) {
    FrameCipher own = NoiseCrypto.chosen().cipher(KEY);
    NoiseChannel channel = new NoiseChannel(own, own);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean failed = false;
    for (byte[] piece : Fuzz.split(input, 6, random)) {
      Opened opened = channel.open(piece);
      assertThat(failed && opened.failure().isEmpty()).isFalse();
      failed = opened.failure().isPresent();
      out.writeBytes(opened.plain());
    }
    // The peer wrote 160 zeros; what is sure to be its own is a beginning of that.
    assertThat(out.size()).isIn(0, 16, 48, 96, 160);
    assertThat(out.toByteArray()).isEqualTo(new byte[out.size()]);
  }
}
