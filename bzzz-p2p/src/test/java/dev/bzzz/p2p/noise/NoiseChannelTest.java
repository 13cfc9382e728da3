package dev.bzzz.p2p.noise;

import static dev.bzzz.p2p.noise.Handshakes.joined;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.noise.FrameCipher.Span;
import dev.bzzz.p2p.noise.NoiseChannel.Opened;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseChannelTest {
  private static final byte[] ONE_KEY = new byte[FrameCipher.KEY_BYTES];
  private static final byte[] OTHER_KEY = filled(FrameCipher.KEY_BYTES, 1);

  private final NoiseChannel one = new NoiseChannel(cipher(ONE_KEY), cipher(OTHER_KEY));
  private final NoiseChannel other = new NoiseChannel(cipher(OTHER_KEY), cipher(ONE_KEY));

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16, 300, 65_518, 65_519, 65_520, 200_000})
  void whatGoesInComesOut(int length) {
    byte[] plain = random(length);

    byte[] sealed = one.seal(plain, 0, length);
    Opened opened = other.open(sealed);

    assertThat(sealed).hasSize(NoiseChannel.sealedBytes(length));
    assertThat(opened.plain()).isEqualTo(plain);
    assertThat(opened.failure()).isEmpty();
  }

  @Test
  void anArrayMayBeUsedForOneAfterTheOther() {
    byte[] first = random(70_000);
    byte[] second = random(300);
    byte[] sealed = new byte[NoiseChannel.sealedBytes(first.length)];

    one.seal(first, first.length, sealed);
    Opened opened = other.open(sealed);
    one.seal(second, 200, sealed);
    Opened next = other.open(sealed, 0, NoiseChannel.sealedBytes(200));

    assertThat(opened.plain()).isEqualTo(first);
    assertThat(next.plain()).isEqualTo(Arrays.copyOf(second, 200));
  }

  @Test
  void aFrameIsItsLengthAndTheCiphertext() {
    byte[] sealed = one.seal(new byte[300], 0, 300);

    assertThat(sealed).hasSize(2 + 300 + 16).startsWith(0x01, 0x3c);
  }

  @Test
  void moreThanAFrameHoldsBecomesSeveral() {
    byte[] sealed = one.seal(new byte[65_520], 0, 65_520);

    assertThat(sealed).hasSize(65_520 + 2 * 18).startsWith(0xff, 0xff);
    assertThat(Frames.length(sealed, 65_537)).isEqualTo(17);
  }

  @Test
  void partsOfArraysAreSealedAndOpened() {
    byte[] plain = random(500);
    byte[] sealed = one.seal(plain, 100, 300);
    byte[] wire = joined(new byte[50], sealed, new byte[9]);

    Opened opened = other.open(wire, 50, sealed.length);

    assertThat(opened.plain()).isEqualTo(Arrays.copyOfRange(plain, 100, 400));
  }

  @Test
  void severalFramesAndAHalfComeOutTogether() {
    byte[] first = one.seal(new byte[] {1}, 0, 1);
    byte[] second = one.seal(new byte[] {2, 3}, 0, 2);
    byte[] third = one.seal(new byte[] {4}, 0, 1);
    byte[] wire = joined(first, second, third);

    Opened early = other.open(wire, 0, wire.length - 1);
    Opened late = other.open(wire, wire.length - 1, 1);

    assertThat(early.plain()).containsExactly(1, 2, 3);
    assertThat(late.plain()).containsExactly(4);
  }

  @Test
  void anEmptyFrameIsNotTheEnd() {
    FrameCipher peer = cipher(ONE_KEY);
    byte[] wire = joined(frame(peer), frame(peer, 7), frame(peer), frame(peer, 8));

    Opened opened = other.open(wire);

    assertThat(opened.plain()).containsExactly(7, 8);
    assertThat(opened.failure()).isEmpty();
  }

  @Test
  void anAlteredFrameEndsTheChannelForEver() {
    byte[] good = one.seal(new byte[] {1, 2}, 0, 2);
    byte[] bad = one.seal(new byte[] {3}, 0, 1);
    byte[] later = one.seal(new byte[] {4}, 0, 1);
    bad[bad.length - 1] ^= 1;

    Opened opened = other.open(joined(good, bad, later));

    assertThat(opened.plain()).containsExactly(1, 2);
    assertThat(opened.failure().orElseThrow()).contains("tag is wrong");
    assertThat(other.open(later).plain()).isEmpty();
    assertThat(other.open(new byte[0]).failure()).isEqualTo(opened.failure());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15})
  void aFrameWithoutRoomForItsTagEndsTheChannel(int length) {
    Opened opened = other.open(Handshakes.framed(new byte[length]));

    assertThat(opened.failure().orElseThrow()).contains(length + " bytes");
  }

  @Test
  void aLostFrameIsNoticed() {
    one.seal(new byte[1], 0, 1);

    assertThat(other.open(one.seal(new byte[1], 0, 1)).failure()).isPresent();
  }

  @Test
  void aFrameSentTwiceIsNoticed() {
    byte[] sealed = one.seal(new byte[1], 0, 1);

    Opened opened = other.open(joined(sealed, sealed));

    assertThat(opened.plain()).hasSize(1);
    assertThat(opened.failure()).isPresent();
  }

  @Test
  void whatWeSaidIsNotTakenForAnAnswer() {
    assertThat(one.open(one.seal(new byte[1], 0, 1)).failure()).isPresent();
  }

  private static FrameCipher cipher(byte[] key) {
    return NoiseCrypto.chosen().cipher(key);
  }

  private static byte[] frame(FrameCipher cipher, int... plain) {
    byte[] bytes = new byte[plain.length];
    for (int i = 0; i < plain.length; i++) {
      bytes[i] = (byte) plain[i];
    }
    byte[] sealed = new byte[plain.length + FrameCipher.TAG_BYTES];
    cipher.seal(new byte[0], Span.of(bytes), sealed, 0);
    return Handshakes.framed(sealed);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
