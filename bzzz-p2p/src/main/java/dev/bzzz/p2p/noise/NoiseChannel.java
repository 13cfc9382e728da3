package dev.bzzz.p2p.noise;

import dev.bzzz.p2p.noise.FrameCipher.Span;
import java.util.Arrays;
import java.util.Optional;

/**
 * The two directions of an encrypted connection, after the handshake. {@link #seal} is confined to
 * one thread and {@link #open} to one, which may be another.
 *
 * <p>On the wire every frame is its length in two bytes, big-endian, then as many bytes of
 * ciphertext (libp2p Noise specification, "Wire format"). Frames mean nothing to the application:
 * what goes in and out is one stream of bytes each way. The wire has no end of its own: who wants
 * to be sure that nothing was cut off says so within the stream.
 */
public final class NoiseChannel {
  /** How many bytes of plaintext a frame carries at most. */
  public static final int MAX_PLAIN_BYTES = Frames.MAX_BYTES - FrameCipher.TAG_BYTES;

  private static final byte[] NOTHING = {};
  private static final int FRAME_OVERHEAD = Frames.HEADER_BYTES + FrameCipher.TAG_BYTES;

  private final FrameCipher seals;
  private final FrameCipher opens;
  private final Frames.Held held = new Frames.Held();
  private Optional<String> failure = Optional.empty();

  /**
   * What came out of received bytes.
   *
   * @param plain what the peer wrote, perhaps nothing; not copied
   * @param failure why the connection must be closed; then {@code plain} is the last that is sure
   *     to come from the peer
   */
  public record Opened(byte[] plain, Optional<String> failure) {}

  NoiseChannel(FrameCipher seals, FrameCipher opens) {
    this.seals = seals;
    this.opens = opens;
  }

  /** How many bytes {@link #seal} makes of so many: 18 more for every frame. */
  public static int sealedBytes(int length) {
    int frames = (length + MAX_PLAIN_BYTES - 1) / MAX_PLAIN_BYTES;
    return length + frames * FRAME_OVERHEAD;
  }

  /** Encrypts and frames; nothing becomes nothing, and what is too long for a frame several. */
  public byte[] seal(byte[] plain, int offset, int length) {
    byte[] sealed = new byte[sealedBytes(length)];
    seal(new Span(plain, offset, length), sealed);
    return sealed;
  }

  /**
   * The same for the beginning of an array, into another one.
   *
   * @param sealed has room for {@link #sealedBytes} from its beginning on
   */
  public void seal(byte[] plain, int length, byte[] sealed) {
    seal(new Span(plain, 0, length), sealed);
  }

  private void seal(Span all, byte[] sealed) {
    int end = all.offset() + all.length();
    int to = 0;
    for (int from = all.offset(); from < end; ) {
      int count = Math.min(end - from, MAX_PLAIN_BYTES);
      Frames.writeLength(count + FrameCipher.TAG_BYTES, sealed, to);
      seals.seal(NOTHING, new Span(all.bytes(), from, count), sealed, to + Frames.HEADER_BYTES);
      from += count;
      to += count + FRAME_OVERHEAD;
    }
  }

  /** Like {@link #open(byte[], int, int)} with all of an array. */
  public Opened open(byte[] received) {
    return open(received, 0, received.length);
  }

  /**
   * Decrypts what was received, cut anywhere. What is not yet a whole frame is kept, at most 65,537
   * bytes of it. The first frame that is not authentic ends the channel for ever: from then on
   * every call gives that failure.
   */
  public Opened open(byte[] received, int offset, int length) {
    if (failure.isPresent()) {
      return new Opened(NOTHING, failure);
    }
    int end = offset + length;
    int at = offset + held.complete(received, offset, length);
    byte[] plain = new byte[plainBytes(received, at, end)];
    int written = 0;
    if (held.isWhole()) {
      written = open(held.frame(), plain, 0);
      held.clear();
    }
    while (failure.isEmpty() && Frames.isWhole(received, at, end)) {
      int frame = Frames.length(received, at);
      written += open(new Span(received, at + Frames.HEADER_BYTES, frame), plain, written);
      at += Frames.HEADER_BYTES + frame;
    }
    if (failure.isPresent()) {
      return new Opened(Arrays.copyOf(plain, written), failure);
    }
    held.keep(received, at, end - at);
    return new Opened(plain, failure);
  }

  /** How much plaintext the frames carry that are whole. */
  private int plainBytes(byte[] received, int from, int end) {
    int bytes = held.isWhole() ? plainBytes(held.frame().length()) : 0;
    int at = from;
    while (Frames.isWhole(received, at, end)) {
      int frame = Frames.length(received, at);
      bytes += plainBytes(frame);
      at += Frames.HEADER_BYTES + frame;
    }
    return bytes;
  }

  private static int plainBytes(int frame) {
    return Math.max(0, frame - FrameCipher.TAG_BYTES);
  }

  /** Opens one frame and says how much plaintext it carried. */
  private int open(Span frame, byte[] plain, int at) {
    if (frame.length() < FrameCipher.TAG_BYTES) {
      failure = Optional.of("a frame of " + frame.length() + " bytes is too short for its tag");
      return 0;
    }
    if (!opens.open(NOTHING, frame, plain, at)) {
      failure = Optional.of("a frame was altered, lost or sent twice: its tag is wrong");
      return 0;
    }
    return frame.length() - FrameCipher.TAG_BYTES;
  }
}
