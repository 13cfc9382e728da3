package dev.bzzz.p2p.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.Vectors;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeyTest {
  private static final Identity IDENTITY = Identity.ofSeed(Vectors.bytes("seed"));

  @Test
  void theKeyOfAnAgentIsWrittenAsOthersWriteIt() {
    PublicKey key = PublicKey.ed25519(IDENTITY.id());

    assertThat(key.encoded()).isEqualTo(Vectors.bytes("publicKeyProtobuf"));
    assertThat(PublicKey.decode(key.encoded())).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(key.peerId()).isEqualTo(PeerId.of(IDENTITY.id()));
    assertThat(key.agent()).contains(IDENTITY.id());
  }

  @ParameterizedTest
  @CsvSource({"RSA, 294, 1220", "SECP256K1, 33, 0025", "ECDSA, 91, 1220"})
  void longKeysAreHashedInTheNameAndShortOnesStandThere(KeyType type, int bytes, String prefix) {
    PublicKey key = new PublicKey(type, new byte[bytes]);

    PeerId peer = key.peerId();

    assertThat(HexFormat.of().formatHex(peer.bytes())).startsWith(prefix);
    assertThat(peer.agent()).isEmpty();
    assertThat(PublicKey.decode(key.encoded())).isEqualTo(key);
    assertThat(key.encoded()[0]).isEqualTo((byte) 8); // RSA is number 0 and still written
  }

  @Test
  void onlySignaturesOfAgentsAreAccepted() {
    byte[] message = {1, 2, 3};
    byte[] signature = IDENTITY.sign(message);

    assertThat(PublicKey.ed25519(IDENTITY.id()).verify(message, signature)).isTrue();
    assertThat(PublicKey.ed25519(IDENTITY.id()).verify(new byte[] {1}, signature)).isFalse();
    assertThat(PublicKey.ed25519(IDENTITY.id()).verify(message, new byte[3])).isFalse();
    assertThat(new PublicKey(KeyType.SECP256K1, new byte[33]).verify(message, signature)).isFalse();
    assertThat(new PublicKey(KeyType.ED25519, new byte[32]).verify(message, signature)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0801",
        "08011200",
        "080112020102",
        "0804120100",
        "0800",
        "1220aa",
        // the right key in wrong ways: data first, a longer integer, another field, a field twice
        "122003a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b80801",
        "0881001220" + "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
        "08011220" + "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8" + "1800",
        "080008011220" + "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
      })
  void keysInAnyOtherWayAreRefused(String hex) {
    assertThatThrownBy(() -> PublicKey.decode(HexFormat.of().parseHex(hex)))
        .isInstanceOf(WireException.class);
  }

  @Test
  void keysOfAWrongLengthAreRefused() {
    assertThatThrownBy(() -> new PublicKey(KeyType.ED25519, new byte[31]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("31 bytes");
    assertThatThrownBy(() -> PublicKey.decode(new byte[10_000])).isInstanceOf(WireException.class);
  }
}
