package dev.bzzz.core;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ed25519 by a security provider, if it passes a small examination. Safe for use by many threads.
 */
final class ProvidedEd25519 {
  /** What was measured to be faster than BouncyCastle, the fastest first. */
  private static final List<String> FASTER =
      List.of("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");

  private static final String ALGORITHM = "EdDSA";
  private static final HexFormat HEX = HexFormat.of();

  /** What stands before the 32 bytes of a private and of a public key (RFC 8410). */
  private static final byte[] PKCS8 = HEX.parseHex("302e020100300506032b657004220420");

  private static final byte[] X509 = HEX.parseHex("302a300506032b6570032100");
  private static final Logger LOG = LoggerFactory.getLogger(ProvidedEd25519.class);

  private final Provider provider;

  private ProvidedEd25519(Provider provider) {
    this.provider = provider;
  }

  /** The fastest one on the class path, registered with the JVM or not. */
  static Optional<ProvidedEd25519> find() {
    for (String name : FASTER) {
      try {
        Object made = Class.forName(name).getConstructor().newInstance();
        Optional<ProvidedEd25519> found =
            made instanceof Provider provider ? of(provider) : Optional.empty();
        if (found.isPresent()) {
          LOG.info("signatures are made and confirmed by provider={}", made);
          return found;
        }
        LOG.warn("BouncyCastle signs alone: this provider does not do Ed25519 right: {}", made);
      } catch (ClassNotFoundException e) {
        LOG.debug("not on the class path: provider={}", name);
      } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
        LOG.warn("BouncyCastle signs alone: this provider cannot be used: {}", name, e);
      }
    }
    return Optional.empty();
  }

  /** This provider, if it signs as the RFC says and does not confirm what nobody may. */
  static Optional<ProvidedEd25519> of(Provider provider) {
    ProvidedEd25519 candidate = new ProvidedEd25519(provider);
    return Examination.passedBy(candidate) ? Optional.of(candidate) : Optional.empty();
  }

  /** The provider's name. */
  String name() {
    return provider.getName();
  }

  Optional<PublicKey> publicKey(byte[] key) {
    try {
      return Optional.of(keys().generatePublic(new X509EncodedKeySpec(joined(X509, key))));
    } catch (GeneralSecurityException | ProviderException e) {
      LOG.debug("a key that this provider does not take: provider={}", provider, e);
      return Optional.empty();
    }
  }

  Optional<PrivateKey> privateKey(byte[] key) {
    try {
      return Optional.of(keys().generatePrivate(new PKCS8EncodedKeySpec(joined(PKCS8, key))));
    } catch (GeneralSecurityException | ProviderException e) {
      LOG.warn("a provider does not take this agent's key: provider={}", provider, e);
      return Optional.empty();
    }
  }

  /** The signature; empty when the provider fails. */
  Optional<byte[]> sign(PrivateKey key, byte[] message) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM, provider);
      signature.initSign(key);
      signature.update(message);
      return Optional.of(signature.sign());
    } catch (GeneralSecurityException | ProviderException e) {
      LOG.warn("a provider cannot sign: provider={}", provider, e);
      return Optional.empty();
    }
  }

  /** Whether the signature is right; false also when the provider fails. */
  boolean confirms(PublicKey key, byte[] message, byte[] signature) {
    try {
      Signature check = Signature.getInstance(ALGORITHM, provider);
      check.initVerify(key);
      check.update(message);
      return check.verify(signature);
    } catch (GeneralSecurityException | ProviderException e) {
      LOG.debug("not confirmed: provider={}", provider, e);
      return false;
    }
  }

  /** Its own, or else that of the JVM. */
  private KeyFactory keys() throws GeneralSecurityException {
    return provider.getService("KeyFactory", ALGORITHM) == null
        ? KeyFactory.getInstance(ALGORITHM)
        : KeyFactory.getInstance(ALGORITHM, provider);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  /** RFC 8032, section 7.1, test 2, and what its holder could sign that BouncyCastle refuses. */
  private static final class Examination {
    private static final byte[] MESSAGE = {0x72};
    private static final byte[] PRIVATE =
        HEX.parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    private static final byte[] PUBLIC =
        HEX.parseHex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    private static final byte[] SIGNATURE =
        HEX.parseHex(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");

    /** The same with its second half increased by the group's order. */
    private static final byte[] SCALAR_TOO_LARGE =
        HEX.parseHex(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "f52db7415978abc61b2c2eb6aeebfca0387b2eaeb4302aeeb00d291612bb0c10");

    /** Right but for the spelling of the neutral element, whose y is given as p + 1. */
    private static final byte[] POINT_TOO_LARGE =
        HEX.parseHex(
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
                + "0a0403c78756704394a791302d07acbdf846e02e6371010b73f9c021313bde01");

    /** Right but for the sign that the neutral element's x, which is zero, is given. */
    private static final byte[] SIGN_OF_ZERO =
        HEX.parseHex(
            "0100000000000000000000000000000000000000000000000000000000000080"
                + "bd498620dc071c7bd37de37a8b3208e5475dd11db9151270fb200f690ae0d009");

    static boolean passedBy(ProvidedEd25519 candidate) {
      Optional<PublicKey> key = candidate.publicKey(PUBLIC);
      Optional<byte[]> made =
          candidate.privateKey(PRIVATE).flatMap(each -> candidate.sign(each, MESSAGE));
      return key.isPresent()
          && made.filter(each -> Arrays.equals(each, SIGNATURE)).isPresent()
          && candidate.confirms(key.get(), MESSAGE, SIGNATURE)
          && !candidate.confirms(key.get(), new byte[] {0x73}, SIGNATURE)
          && List.of(SCALAR_TOO_LARGE, POINT_TOO_LARGE, SIGN_OF_ZERO).stream()
              .noneMatch(each -> candidate.confirms(key.get(), MESSAGE, each));
    }
  }
}
