package dev.bzzz.p2p.noise;

/** What a handshake learns. The arrays are not copied; whoever hands one over leaves it alone. */
public sealed interface NoiseInput {
  /** Begin; the first input of every handshake, on both sides. */
  record Start() implements NoiseInput {}

  /**
   * Bytes from the peer, cut anywhere.
   *
   * @param bytes not copied
   */
  record Received(byte[] bytes) implements NoiseInput {}

  /** The deadline may have come. */
  record Tick() implements NoiseInput {}
}
