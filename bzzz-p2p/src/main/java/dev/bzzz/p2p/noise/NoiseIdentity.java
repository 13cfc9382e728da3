package dev.bzzz.p2p.noise;

import dev.bzzz.core.Signer;
import dev.bzzz.p2p.PeerId;
import java.util.List;

/**
 * What this process shows in all of its handshakes: its identity, a static key that lives as long
 * as the process and is stored nowhere, and the stream muxers it speaks. The identity signs once,
 * when this is made. Safe for use by many threads.
 */
public final class NoiseIdentity {
  /** How many muxers may be offered. */
  public static final int MAX_MUXERS = 8;

  /** How many characters the name of a muxer may have. */
  public static final int MAX_MUXER_CHARACTERS = 64;

  private final PeerId id;
  private final X25519Key staticKey;
  private final List<String> muxers;
  private final byte[] payload;
  private final NoiseCrypto crypto;

  private NoiseIdentity(
      Signer identity, X25519Key staticKey, List<String> muxers, NoiseCrypto crypto) {
    this.id = PeerId.of(identity.id());
    this.staticKey = staticKey;
    this.muxers = List.copyOf(muxers);
    this.payload = HandshakePayload.of(identity, staticKey, muxers).encoded();
    this.crypto = crypto;
  }

  /**
   * Signs the static key.
   *
   * @param staticKey made for this process
   * @param muxers protocol ids such as {@code /yamux/1.0.0}, the best first; offer exactly one to
   *     peers written in JavaScript, which choose by the order of the other side; with none the
   *     muxer is negotiated after the handshake
   * @throws IllegalArgumentException if they are too many or too long
   */
  public static NoiseIdentity of(Signer identity, X25519Key staticKey, List<String> muxers) {
    return of(identity, staticKey, muxers, NoiseCrypto.chosen());
  }

  static NoiseIdentity of(
      Signer identity, X25519Key staticKey, List<String> muxers, NoiseCrypto crypto) {
    if (muxers.size() > MAX_MUXERS) {
      throw new IllegalArgumentException("at most " + MAX_MUXERS + " muxers: " + muxers.size());
    }
    for (String each : muxers) {
      if (each.isEmpty() || each.length() > MAX_MUXER_CHARACTERS) {
        throw new IllegalArgumentException(
            "a muxer has 1 to " + MAX_MUXER_CHARACTERS + " characters: '" + each + "'");
      }
    }
    return new NoiseIdentity(identity, staticKey, muxers, crypto);
  }

  /** The peer that this is. */
  public PeerId id() {
    return id;
  }

  X25519Key staticKey() {
    return staticKey;
  }

  List<String> muxers() {
    return muxers;
  }

  byte[] payload() {
    return payload;
  }

  NoiseCrypto crypto() {
    return crypto;
  }

  @Override
  public String toString() {
    return "NoiseIdentity[" + id + "]";
  }
}
