package dev.bzzz.p2p.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.p2p.Vectors;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedEnvelopeTest {
  private static final Identity IDENTITY = Identity.ofSeed(Vectors.bytes("seed"));
  private static final byte[] TYPE = {3, 1};

  @Test
  void anEnvelopeIsWrittenAndSignedAsOthersDo() {
    SignedEnvelope sealed =
        SignedEnvelope.seal(
            "libp2p-peer-record", TYPE, Vectors.bytes("record", "payload"), IDENTITY);

    assertThat(sealed.encoded()).isEqualTo(Vectors.bytes("record", "envelope"));
    assertThat(SignedEnvelope.decode(sealed.encoded())).isEqualTo(sealed).hasSameHashCodeAs(sealed);
  }

  @Test
  void itHoldsForItsDomainTypeAndPayloadOnly() {
    SignedEnvelope sealed = SignedEnvelope.seal("here", TYPE, new byte[] {1}, IDENTITY);

    assertThat(sealed.isSignedFor("here")).isTrue();
    assertThat(sealed.isSignedFor("elsewhere")).isFalse();
    assertThat(with(sealed, new byte[] {3}, sealed.payload()).isSignedFor("here")).isFalse();
    assertThat(with(sealed, TYPE, new byte[] {2}).isSignedFor("here")).isFalse();
    assertThat(with(sealed, new byte[0], new byte[] {2, 3, 1, 1, 1}).isSignedFor("here")).isFalse();
  }

  @Test
  void laterFieldsAreSkipped() {
    SignedEnvelope sealed = SignedEnvelope.seal("here", TYPE, new byte[] {1}, IDENTITY);
    String hex = HexFormat.of().formatHex(sealed.encoded()) + "3801" + "4a01ff";

    assertThat(SignedEnvelope.decode(HexFormat.of().parseHex(hex))).isEqualTo(sealed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0a00", "12020301", "0a0208011202030122", "ff"})
  void whatIsNoEnvelopeIsRefused(String hex) {
    assertThatThrownBy(() -> SignedEnvelope.decode(HexFormat.of().parseHex(hex)))
        .isInstanceOf(WireException.class);
  }

  private static SignedEnvelope with(SignedEnvelope sealed, byte[] type, byte[] payload) {
    return new SignedEnvelope(sealed.key(), type, payload, sealed.signature());
  }
}
