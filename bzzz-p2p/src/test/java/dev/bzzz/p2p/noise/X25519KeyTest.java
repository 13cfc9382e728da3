package dev.bzzz.p2p.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class X25519KeyTest {
  private static final HexFormat HEX = HexFormat.of();

  /** RFC 7748, section 6.1. */
  @Test
  void theVectorOfTheRfcHolds() {
    X25519Key alice = key("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    X25519Key bob = key("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    byte[] shared =
        HEX.parseHex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");

    assertThat(alice.publicKey())
        .isEqualTo(
            HEX.parseHex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
    assertThat(alice.agree(bob.publicKey())).contains(shared);
    assertThat(bob.agree(alice.publicKey())).contains(shared);
  }

  @Test
  void newKeysDiffer() {
    SecureRandom random = new SecureRandom();

    assertThat(X25519Key.generate(random).publicKey())
        .isNotEqualTo(X25519Key.generate(random).publicKey());
  }

  @Test
  void noPartOfTheKeyIsPrinted() {
    assertThat(key("77".repeat(32))).hasToString("X25519Key");
  }

  @Test
  void aKeyOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> X25519Key.of(new byte[31])).hasMessageContaining("32 bytes");
  }

  private static X25519Key key(String hex) {
    return X25519Key.of(HEX.parseHex(hex));
  }
}
