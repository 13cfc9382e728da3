package dev.bzzz.p2p.noise;

import static dev.bzzz.p2p.noise.Handshakes.YAMUX;
import static dev.bzzz.p2p.noise.Handshakes.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.core.testkit.TestAgents;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.Vectors;
import dev.bzzz.p2p.noise.HandshakePayload.Proven;
import dev.bzzz.p2p.wire.KeyType;
import dev.bzzz.p2p.wire.ProtoWriter;
import dev.bzzz.p2p.wire.PublicKey;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandshakePayloadTest {
  private static final Identity AGENT = TestAgents.agent(1);
  private static final X25519Key STATIC = key(9);
  private static final HandshakePayload GOOD = HandshakePayload.of(AGENT, STATIC, List.of(YAMUX));

  @Test
  void theVectorIsProven() throws HandshakeFailure {
    Proven proven =
        HandshakePayload.proven(
            Vectors.bytes("noise", "payload"), Vectors.bytes("noise", "staticPublicKey"));

    assertThat(proven.peer()).hasToString(Vectors.text("peerIdBase58"));
    assertThat(proven.muxers()).containsExactly(YAMUX);
  }

  @Test
  void whatTheVectorHoldsIsWrittenTheSameWay() {
    byte[] vector = Vectors.bytes("noise", "payload");

    assertThat(HandshakePayload.decode(vector).encoded()).isEqualTo(vector);
  }

  @Test
  void ownPayloadsAreProven() throws HandshakeFailure {
    Proven proven = HandshakePayload.proven(GOOD.encoded(), STATIC.publicKey());

    assertThat(proven).isEqualTo(new Proven(PeerId.of(AGENT.id()), List.of(YAMUX)));
  }

  @Test
  void fieldsThatNobodyKnowsAreIgnored() throws HandshakeFailure {
    byte[] bytes =
        new ProtoWriter()
            .bytes(3, new byte[10])
            .bytes(1, GOOD.identityKey())
            .bytes(2, GOOD.signature())
            .message(4, new ProtoWriter().bytes(1, new byte[36]).string(2, "/a").uint64(7, 1))
            .message(4, new ProtoWriter().string(2, "/b"))
            .uint64(99, 1)
            .toByteArray();

    assertThat(HandshakePayload.proven(bytes, STATIC.publicKey()).muxers())
        .containsExactly("/a", "/b");
  }

  @Test
  void aSignatureOverAnotherStaticKeyProvesNothing() {
    assertRefused(GOOD.encoded(), key(10), "signature is wrong");
  }

  @Test
  void anotherAgentsSignatureProvesNothing() {
    HandshakePayload other = HandshakePayload.of(TestAgents.agent(2), STATIC, List.of());

    assertRefused(
        new HandshakePayload(GOOD.identityKey(), other.signature(), List.of()).encoded(),
        STATIC,
        "signature is wrong");
  }

  @Test
  void withoutASignatureNothingIsProven() {
    assertRefused(
        new ProtoWriter().bytes(1, GOOD.identityKey()).toByteArray(), STATIC, "signature is wrong");
  }

  @Test
  void withoutAKeyNobodyIsThere() {
    assertRefused(new byte[0], STATIC, "key is missing");
    assertRefused(
        new ProtoWriter().bytes(2, GOOD.signature()).toByteArray(), STATIC, "key is missing");
  }

  @Test
  void keysOfOtherKindsAreRefusedByName() {
    byte[] secp256k1 = new PublicKey(KeyType.SECP256K1, new byte[33]).encoded();

    assertRefused(
        new HandshakePayload(secp256k1, GOOD.signature(), List.of()).encoded(),
        STATIC,
        "is of kind SECP256K1, and only Ed25519 is taken; give the peer an Ed25519 key");
  }

  @Test
  void aKeyWrittenInAnotherWayIsRefused() {
    byte[] swapped = new ProtoWriter().bytes(2, AGENT.id().publicKey()).uint64(1, 1).toByteArray();

    assertRefused(
        new HandshakePayload(swapped, GOOD.signature(), List.of()).encoded(),
        STATIC,
        "one right way");
  }

  @Test
  void whatIsNoMessageIsRefused() {
    assertRefused(HexFormat.of().parseHex("0aff01"), STATIC, "cannot be read");
    assertRefused(HexFormat.of().parseHex("220312c3280a"), STATIC, "cannot be read");
  }

  private static void assertRefused(byte[] bytes, X25519Key theirStatic, String why) {
    assertThatThrownBy(() -> HandshakePayload.proven(bytes, theirStatic.publicKey()))
        .isInstanceOf(HandshakeFailure.class)
        .hasMessageContaining(why);
  }
}
