package dev.bzzz.core;

/**
 * Checks signatures. A port, because the simulator replaces Ed25519 (about 100 µs a check) by a
 * scheme that costs nothing. Safe for use by many threads.
 */
@FunctionalInterface
public interface Verifier {
  /** Whether {@code signature} was made over {@code message} by {@code signer}; never throws. */
  boolean verify(AgentId signer, byte[] message, byte[] signature);

  /** The scheme of production: Ed25519 (RFC 8032) with the key that the agent's id holds. */
  static Verifier ed25519() {
    return Ed25519.scheme()::verify;
  }

  /**
   * Who makes and checks Ed25519 signatures in this JVM: {@code BC}, which is BouncyCastle, or the
   * name of a faster security provider on the class path, behind which BouncyCastle stands.
   */
  static String ed25519Provider() {
    return Ed25519.scheme().provider();
  }
}
