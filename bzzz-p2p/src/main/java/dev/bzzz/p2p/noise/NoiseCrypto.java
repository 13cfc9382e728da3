package dev.bzzz.p2p.noise;

import dev.bzzz.core.Verifier;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who computes ChaCha20-Poly1305 in this JVM: the first of those measured to be fast that is here
 * and passes a small examination. Conscrypt (native code, only when it is on the class path) comes
 * before the JDK, and BouncyCastle serves where neither can. Safe for use by many threads.
 */
public final class NoiseCrypto {
  /** Found by name, since it is no dependency: native code of four megabytes. */
  private static final String CONSCRYPT = "org.conscrypt.OpenSSLProvider";

  private static final String JDK = "SunJCE";
  private static final Logger LOG = LoggerFactory.getLogger(NoiseCrypto.class);
  private static final NoiseCrypto CHOSEN = choose(candidates());

  private final String name;
  private final Function<byte[], FrameCipher> ciphers;

  NoiseCrypto(String name, Function<byte[], FrameCipher> ciphers) {
    this.name = name;
    this.ciphers = ciphers;
  }

  /** That of this JVM, chosen once. */
  public static NoiseCrypto chosen() {
    return CHOSEN;
  }

  /**
   * Who computes for connections and messages in this JVM: first signatures, then ciphers, such as
   * {@code BC+SunJCE} or {@code AmazonCorrettoCryptoProvider+Conscrypt}.
   */
  public static String providers() {
    return Verifier.ed25519Provider() + "+" + CHOSEN.name();
  }

  /** The provider's name, such as {@code SunJCE}, {@code Conscrypt} or {@code BC}. */
  public String name() {
    return name;
  }

  @Override
  public String toString() {
    return name;
  }

  /** A cipher with this key of 32 bytes, before its first message. */
  FrameCipher cipher(byte[] key) {
    return ciphers.apply(key);
  }

  /** The fastest first; docs/benchmarks.md has the figures. */
  static List<NoiseCrypto> candidates() {
    List<NoiseCrypto> candidates = new ArrayList<>();
    conscrypt().ifPresent(candidates::add);
    jdk().ifPresent(candidates::add);
    candidates.add(bouncyCastle());
    return candidates;
  }

  /** The JDK's own, even where other providers are registered before it. */
  static Optional<NoiseCrypto> jdk() {
    return Optional.ofNullable(Security.getProvider(JDK))
        .map(provider -> ofProvider(provider, "ChaCha20-Poly1305"));
  }

  /** BouncyCastle's, which is always here. */
  static NoiseCrypto bouncyCastle() {
    return new NoiseCrypto("BC", BouncyCipher::new);
  }

  /** That of a provider, whether it is registered with the JVM or not. */
  static NoiseCrypto ofProvider(Provider provider, String transformation) {
    return new NoiseCrypto(
        provider.getName(),
        key -> {
          try {
            return new JceCipher(provider, transformation, key);
          } catch (GeneralSecurityException e) {
            throw new ProviderException("no cipher from " + provider, e);
          }
        });
  }

  /** The first that computes what the RFC says. */
  static NoiseCrypto choose(List<NoiseCrypto> candidates) {
    for (NoiseCrypto each : candidates) {
      if (CipherExamination.passedBy(each)) {
        LOG.info("connections are encrypted by provider={}", each);
        return each;
      }
      LOG.warn("not used for connections, it does not encrypt as RFC 8439 says: {}", each);
    }
    throw new AssertionError("nobody here encrypts as RFC 8439 says: " + candidates);
  }

  private static Optional<NoiseCrypto> conscrypt() {
    try {
      Object made = Class.forName(CONSCRYPT).getConstructor().newInstance();
      return made instanceof Provider provider
          ? Optional.of(ofProvider(provider, "ChaCha20/Poly1305/NoPadding"))
          : Optional.empty();
    } catch (ClassNotFoundException e) {
      LOG.debug("not on the class path: provider={}", CONSCRYPT);
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      LOG.warn("this provider cannot be used: {}", CONSCRYPT, e);
    }
    return Optional.empty();
  }
}
