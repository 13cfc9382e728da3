package dev.bzzz.p2p.noise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.noise.FrameCipher.Span;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The handshake against the public vector for {@code Noise_XX_25519_ChaChaPoly_SHA256} of the
 * Haskell implementation cacophony, which most implementations of Noise are tested with.
 */
class XxHandshakeTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] PROLOGUE = "John Galt".getBytes(StandardCharsets.US_ASCII);
  private static final X25519Key INITIATOR =
      key("e61ef9919cde45dd5f82166404bd08e38bceb5dfdfded0a34c8df7ed542214d1");
  private static final X25519Key INITIATOR_EPHEMERAL =
      key("893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a");
  private static final X25519Key RESPONDER =
      key("4a3acbfdb163dec651dfa3194dece676d437029c62a408b4c5ea9114246e4893");
  private static final X25519Key RESPONDER_EPHEMERAL =
      key("bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b");
  private static final String HANDSHAKE_HASH =
      "c8e5f64e846193be2a834104c2a009868d6c9f3bd3c186299888b488b2f1f58e";

  private record Message(String payload, String onTheWire) {}

  private static final List<Message> HANDSHAKE =
      List.of(
          new Message(
              "4c756477696720766f6e204d69736573",
              "ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c7944"
                  + "4c756477696720766f6e204d69736573"),
          new Message(
              "4d757272617920526f746862617264",
              "95ebc60d2b1fa672c1f46a8aa265ef51bfe38e7ccb39ec5be34069f144808843"
                  + "81cbad1f276e038c48378ffce2b65285e08d6b68aaa3629a5a8639392490e5b9"
                  + "bd5269c2f1e4f488ed8831161f19b7815528f8982ffe09be9b5c412f8a0db50f"
                  + "8814c7194e83f23dbd8d162c9326ad"),
          new Message(
              "462e20412e20486179656b",
              "c7195ffacac1307ff99046f219750fc47693e23c3cb08b89c2af808b444850a8"
                  + "0ae475b9df0f169ae80a89be0865b57f58c9fea0d4ec82a286427402f113e4b6"
                  + "ae769a1d95941d49b25030"));
  private static final List<Message> TRANSPORT =
      List.of(
          new Message(
              "4361726c204d656e676572", "96763ed773f8e47bb3712f0e29b3060ffc956ffc146cee53d5e1df"),
          new Message(
              "4a65616e2d426170746973746520536179",
              "3e40f15f6f3a46ae446b253bf8b1d9ffb6ed9b174d272328ff91a7e2e5c79c07f5"),
          new Message(
              "457567656e2042f6686d20766f6e2042617765726b",
              "eb3f3515110702e047a6c9da4478b6ead94873c11c0f2d710ddb3f09fce024b3a58502ae3f"));

  @TestFactory
  Stream<DynamicTest> everyCipherSpeaksAsTheVectorSays() {
    return NoiseCrypto.candidates().stream()
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> speaksAsTheVectorSays(each)));
  }

  private static void speaksAsTheVectorSays(NoiseCrypto crypto) throws HandshakeFailure {
    SymmetricState initiatorState = new SymmetricState(crypto, PROLOGUE);
    SymmetricState responderState = new SymmetricState(crypto, PROLOGUE);
    XxHandshake initiator = new XxHandshake(true, initiatorState, INITIATOR, INITIATOR_EPHEMERAL);
    XxHandshake responder = new XxHandshake(false, responderState, RESPONDER, RESPONDER_EPHEMERAL);

    for (Message each : HANDSHAKE) {
      XxHandshake writer = initiator.isOurTurn() ? initiator : responder;
      XxHandshake reader = initiator.isOurTurn() ? responder : initiator;
      byte[] written = writer.write(HEX.parseHex(each.payload()));
      assertThat(written).asHexString().isEqualToIgnoringCase(each.onTheWire());
      assertThat(reader.read(written)).asHexString().isEqualToIgnoringCase(each.payload());
    }

    assertThat(initiator.isOver() && responder.isOver()).isTrue();
    assertThat(initiatorState.hash()).asHexString().isEqualToIgnoringCase(HANDSHAKE_HASH);
    assertThat(responderState.hash()).asHexString().isEqualToIgnoringCase(HANDSHAKE_HASH);
    assertThat(initiator.theirStatic()).isEqualTo(RESPONDER.publicKey());
    assertThat(responder.theirStatic()).isEqualTo(INITIATOR.publicKey());
    SymmetricState.Keys ours = initiator.split();
    SymmetricState.Keys theirs = responder.split();
    // The responder speaks first here, then they take turns.
    assertCarries(TRANSPORT.get(0), ours.responders(), theirs.responders());
    assertCarries(TRANSPORT.get(1), ours.initiators(), theirs.initiators());
    assertCarries(TRANSPORT.get(2), ours.responders(), theirs.responders());
  }

  private static void assertCarries(Message message, FrameCipher seals, FrameCipher opens) {
    byte[] plain = HEX.parseHex(message.payload());
    byte[] sealed = new byte[plain.length + FrameCipher.TAG_BYTES];
    seals.seal(new byte[0], Span.of(plain), sealed, 0);
    assertThat(sealed).asHexString().isEqualToIgnoringCase(message.onTheWire());
    byte[] back = new byte[plain.length];
    assertThat(opens.open(new byte[0], Span.of(sealed), back, 0)).isTrue();
    assertThat(back).isEqualTo(plain);
  }

  private static X25519Key key(String hex) {
    return X25519Key.of(HEX.parseHex(hex));
  }
}
