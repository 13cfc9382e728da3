package dev.bzzz.p2p.noise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Verifier;
import dev.bzzz.p2p.noise.FrameCipher.Span;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class NoiseCryptoTest {
  private static final Provider JDK = Security.getProvider("SunJCE");

  @TestFactory
  Stream<DynamicTest> everyCandidatePasses() {
    return NoiseCrypto.candidates().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.name(), () -> assertThat(CipherExamination.passedBy(each)).isTrue()));
  }

  @Test
  void theFirstThatPassesIsChosen() {
    NoiseCrypto jdk = NoiseCrypto.jdk().orElseThrow();

    assertThat(NoiseCrypto.choose(List.of(jdk, NoiseCrypto.bouncyCastle()))).isSameAs(jdk);
    assertThat(jdk.name()).isEqualTo(JDK.getName());
  }

  @Test
  void whoComputesIsNamed() {
    assertThat(NoiseCrypto.providers())
        .isEqualTo(Verifier.ed25519Provider() + "+" + NoiseCrypto.chosen().name());
  }

  @Test
  void aProviderThatKnowsNoSuchCipherIsPassedOver() {
    NoiseCrypto none = NoiseCrypto.ofProvider(Security.getProvider("SUN"), "ChaCha20-Poly1305");

    assertThat(NoiseCrypto.choose(List.of(none, NoiseCrypto.bouncyCastle())).name())
        .isEqualTo("BC");
  }

  @Test
  void aCipherThatUsesAnotherAlgorithmIsPassedOver() {
    assertThat(CipherExamination.passedBy(NoiseCrypto.ofProvider(JDK, "ChaCha20"))).isFalse();
  }

  @Test
  void aCipherThatChecksNoTagIsPassedOver() {
    assertPassedOver((cipher, opened) -> true);
  }

  @Test
  void aCipherThatFailsNowAndThenIsPassedOver() {
    assertPassedOver(
        (cipher, opened) -> {
          throw new IllegalStateException("broken");
        });
  }

  @Test
  void aCipherThatForgetsWhatIsAuthenticatedBesidesIsPassedOver() {
    NoiseCrypto forgetful =
        new NoiseCrypto(
            "forgetful",
            key ->
                new Altered(key, (cipher, opened) -> opened) {
                  @Override
                  void seal(byte[] ad, Span plain, byte[] out, int at) {
                    super.seal(new byte[0], plain, out, at);
                  }

                  @Override
                  boolean open(byte[] ad, Span sealed, byte[] out, int at) {
                    return super.open(new byte[0], sealed, out, at);
                  }
                });

    assertThat(CipherExamination.passedBy(forgetful)).isFalse();
  }

  private static void assertPassedOver(BiFunction<FrameCipher, Boolean, Boolean> verdict) {
    NoiseCrypto altered = new NoiseCrypto("altered", key -> new Altered(key, verdict));

    assertThat(CipherExamination.passedBy(altered)).isFalse();
  }

  /** BouncyCastle's, but for its verdict on what it opens. */
  private static class Altered extends FrameCipher {
    private final FrameCipher right;
    private final BiFunction<FrameCipher, Boolean, Boolean> verdict;

    Altered(byte[] key, BiFunction<FrameCipher, Boolean, Boolean> verdict) {
      this.right = new BouncyCipher(key);
      this.verdict = verdict;
    }

    @Override
    void seal(byte[] ad, Span plain, byte[] out, int at) {
      right.seal(ad, plain, out, at);
    }

    @Override
    boolean open(byte[] ad, Span sealed, byte[] out, int at) {
      return verdict.apply(right, right.open(ad, sealed, out, at));
    }
  }
}
