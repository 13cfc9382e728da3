package dev.bzzz.p2p.wire;

import java.util.Optional;

/** The kinds of keys that libp2p knows, in the order of their numbers on the wire. */
public enum KeyType {
  /** RSA; the key is PKIX DER. */
  RSA,
  /** Ed25519; the key is 32 bytes. The only kind that Bzzz checks signatures of. */
  ED25519,
  /** The curve secp256k1; the key is a compressed point of 33 bytes. */
  SECP256K1,
  /** ECDSA; the key is PKIX DER. */
  ECDSA;

  int number() {
    return ordinal();
  }

  static Optional<KeyType> ofNumber(long number) {
    return number >= 0 && number < values().length
        ? Optional.of(values()[(int) number])
        : Optional.empty();
  }

  boolean takes(int bytes) {
    return switch (this) {
      case ED25519 -> bytes == 32;
      case SECP256K1 -> bytes == 33;
      case RSA, ECDSA -> bytes > 0 && bytes <= PublicKey.MAX_DATA_BYTES;
    };
  }
}
