package dev.bzzz.core;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;
import org.jspecify.annotations.Nullable;

/**
 * Ed25519 (RFC 8032) by BouncyCastle, named in this class only, and by a faster provider where one
 * is on the class path. Safe for use by many threads.
 *
 * <p>Implementations differ in what they accept of signatures that a signer made oddly on purpose,
 * and all agents have to accept the same. So BouncyCastle, which clears the cofactor, is the judge.
 * The faster one may only say yes: what fulfils the equation without the cofactor fulfils it with
 * the cofactor, too. Whatever it does not confirm, the judge decides.
 */
final class Ed25519 {
  static final int PRIVATE_KEY_BYTES = 32;
  static final int PUBLIC_KEY_BYTES = 32;
  static final int SIGNATURE_BYTES = 64;

  private static final int MAX_KEYS = 1024;
  private static final Ed25519 SCHEME = new Ed25519(ProvidedEd25519.find());

  private final Optional<ProvidedEd25519> faster;
  private final Map<AgentId, Key> keys = Bounded.lru(MAX_KEYS);

  /**
   * A decoded key.
   *
   * @param faster the same for the faster provider; null when there is none that takes it
   */
  private record Key(PublicPoint point, @Nullable PublicKey faster) {}

  Ed25519(Optional<ProvidedEd25519> faster) {
    this.faster = faster;
  }

  /** That of this JVM. */
  static Ed25519 scheme() {
    return SCHEME;
  }

  /** The name of whoever is asked first. */
  String provider() {
    return faster.map(ProvidedEd25519::name).orElse("BC");
  }

  static byte[] generatePrivateKey(SecureRandom random) {
    byte[] key = new byte[PRIVATE_KEY_BYTES];
    org.bouncycastle.math.ec.rfc8032.Ed25519.generatePrivateKey(random, key);
    return key;
  }

  static byte[] publicKey(byte[] privateKey) {
    byte[] key = new byte[PUBLIC_KEY_BYTES];
    org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(privateKey, 0, key, 0);
    return key;
  }

  /** Makes the signatures of a key; all implementations make the same. */
  UnaryOperator<byte[]> signer(byte[] privateKey, byte[] publicKey) {
    PrivateKey key = faster.flatMap(each -> each.privateKey(privateKey)).orElse(null);
    return message ->
        (key == null ? Optional.<byte[]>empty() : faster.flatMap(each -> each.sign(key, message)))
            .orElseGet(() -> sign(privateKey, publicKey, message));
  }

  private static byte[] sign(byte[] privateKey, byte[] publicKey, byte[] message) {
    byte[] signature = new byte[SIGNATURE_BYTES];
    org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
        privateKey, 0, publicKey, 0, null, message, 0, message.length, signature, 0);
    return signature;
  }

  /** Whether an agent made a signature. Keys that were seen lately are not decoded again. */
  boolean verify(AgentId signer, byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    Key key = key(signer);
    return key != null
        && (confirmed(key, message, signature)
            || org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                signature, 0, key.point(), message, 0, message.length));
  }

  private boolean confirmed(Key key, byte[] message, byte[] signature) {
    PublicKey known = key.faster();
    return known != null
        && faster.filter(each -> each.confirms(known, message, signature)).isPresent();
  }

  private @Nullable Key key(AgentId signer) {
    synchronized (keys) {
      Key known = keys.get(signer);
      if (known != null) {
        return known;
      }
    }
    byte[] bytes = signer.publicKey();
    PublicPoint point =
        org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyPartialExport(bytes, 0);
    if (point == null) {
      return null;
    }
    Key key = new Key(point, faster.flatMap(each -> each.publicKey(bytes)).orElse(null));
    synchronized (keys) {
      keys.put(signer, key);
    }
    return key;
  }
}
