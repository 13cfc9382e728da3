package dev.bzzz.p2p.noise;

import static dev.bzzz.p2p.noise.Handshakes.T0;
import static dev.bzzz.p2p.noise.Handshakes.initiator;
import static dev.bzzz.p2p.noise.Handshakes.responder;
import static dev.bzzz.p2p.noise.Handshakes.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.noise.Handshakes.Side;
import dev.bzzz.p2p.noise.NoiseChannel.Opened;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class NoisePropertyTest {
  /** All frames of a handshake together. */
  private static final int HANDSHAKE_BYTES = 34 + 218 + 186;

  @Property(tries = 20)
  void bothSidesAgreeHoweverTheBytesAreCut(@ForAll @IntRange(min = 1, max = 220) int pieceBytes) {
    Side one = initiator(1);
    Side two = responder(2);

    run(one, two, UnaryOperator.identity(), pieceBytes);

    byte[] plain = {1, 2, 3};
    assertThat(two.channel().open(one.channel().seal(plain, 0, 3)).plain()).isEqualTo(plain);
    assertThat(one.channel().open(two.channel().seal(plain, 0, 3)).plain()).isEqualTo(plain);
  }

  @Property(tries = 60)
  void whateverByteIsAlteredTheHandshakeFails(
      @ForAll @IntRange(max = HANDSHAKE_BYTES - 1) int at,
      @ForAll @IntRange(min = 1, max = 255) int by) {
    Side one = initiator(1);
    Side two = responder(2);

    run(one, two, new Altering(at, by), Integer.MAX_VALUE);
    for (Side each : List.of(one, two)) {
      each.on(new NoiseInput.Tick(), T0.plus(NoiseMachine.TIME_LIMIT)); // a length was altered
    }

    assertThat(two.established()).isEmpty();
    assertThat(two.failure()).isPresent();
  }

  @Property(tries = 30)
  void theChannelIsOneStreamHoweverItIsWrittenAndCut(
      @ForAll @Size(max = 12) List<@IntRange(max = 1000) Integer> writes,
      @ForAll @IntRange(min = 1, max = 1500) int pieceBytes) {
    NoiseChannel[] ends = ends();
    ByteArrayOutputStream in = new ByteArrayOutputStream();
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (int length : writes) {
      byte[] plain = new byte[length];
      new Random(length).nextBytes(plain);
      in.writeBytes(plain);
      wire.writeBytes(ends[0].seal(plain, 0, length));
    }

    byte[] out = openInPieces(ends[1], wire.toByteArray(), pieceBytes);

    assertThat(out).isEqualTo(in.toByteArray());
  }

  @Property(tries = 40)
  void whatComesBeforeAnAlteredByteDoesNotDependOnTheCut(
      @ForAll @IntRange(max = 5 * 118 - 1) int at,
      @ForAll @IntRange(min = 1, max = 255) int by,
      @ForAll @IntRange(min = 1, max = 200) int pieceBytes) {
    NoiseChannel[] ends = ends();
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    for (int i = 0; i < 5; i++) {
      sealed.writeBytes(ends[0].seal(new byte[100], 0, 100));
    }
    byte[] wire = new Altering(at, by).apply(sealed.toByteArray());

    byte[] out = openInPieces(ends[1], wire, pieceBytes);

    assertThat(out).hasSize(at / 118 * 100);
  }

  private static byte[] openInPieces(NoiseChannel channel, byte[] wire, int pieceBytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < wire.length; at += pieceBytes) {
      Opened opened = channel.open(wire, at, Math.min(pieceBytes, wire.length - at));
      out.writeBytes(opened.plain());
    }
    return out.toByteArray();
  }

  private static NoiseChannel[] ends() {
    byte[] there = new byte[FrameCipher.KEY_BYTES];
    byte[] back = new byte[FrameCipher.KEY_BYTES];
    Arrays.fill(back, (byte) 1);
    NoiseCrypto crypto = NoiseCrypto.chosen();
    return new NoiseChannel[] {
      new NoiseChannel(crypto.cipher(there), crypto.cipher(back)),
      new NoiseChannel(crypto.cipher(back), crypto.cipher(there))
    };
  }

  /** Alters one of all the bytes that pass. */
  private static final class Altering implements UnaryOperator<byte[]> {
    private final int at;
    private final int by;
    private int passed;

    Altering(int at, int by) {
      this.at = at;
      this.by = by;
    }

    @Override
    public byte[] apply(byte[] bytes) {
      byte[] altered = bytes.clone();
      int index = at - passed;
      if (index >= 0 && index < bytes.length) {
        altered[index] ^= (byte) by;
      }
      passed += bytes.length;
      return altered;
    }
  }
}
