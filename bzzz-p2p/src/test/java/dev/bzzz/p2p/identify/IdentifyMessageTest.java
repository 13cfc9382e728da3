package dev.bzzz.p2p.identify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.Vectors;
import dev.bzzz.p2p.wire.FrameReader;
import dev.bzzz.p2p.wire.ProtoWriter;
import dev.bzzz.p2p.wire.PublicKey;
import dev.bzzz.p2p.wire.SignedEnvelope;
import dev.bzzz.p2p.wire.WireException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifyMessageTest {
  private static final Identity IDENTITY = Identity.ofSeed(Vectors.bytes("seed"));
  private static final PeerId PEER = PeerId.of(IDENTITY.id());
  private static final PublicKey KEY = PublicKey.ed25519(IDENTITY.id());
  private static final Multiaddr ADDRESS = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001");
  private static final IdentifyMessage FULL =
      new IdentifyMessage(
          Optional.of(KEY),
          List.of(ADDRESS),
          List.of("/meshsub/1.2.0", "/ipfs/ping/1.0.0"),
          Optional.of(Multiaddr.parse("/ip6/::1/tcp/7")),
          Optional.of("ipfs/0.1.0"),
          Optional.of("bzzz/1"),
          Optional.of(SignedEnvelope.decode(Vectors.bytes("record", "envelope"))));

  @Test
  void everythingArrives() {
    assertThat(IdentifyMessage.decode(FULL.encoded())).isEqualTo(FULL);
    assertThat(new FrameReader(IdentifyMessage.MAX_BYTES).feed(FULL.framed()))
        .singleElement()
        .isEqualTo(FULL.encoded());
  }

  @Test
  void fieldsHaveTheirNumbersOnTheWire() {
    IdentifyMessage message =
        new IdentifyMessage(
            Optional.of(KEY),
            List.of(ADDRESS),
            List.of("/a"),
            Optional.of(ADDRESS),
            Optional.of("b"),
            Optional.of("c"),
            Optional.empty());

    assertThat(HexFormat.of().formatHex(message.encoded()))
        .isEqualTo(
            "0a24"
                + Vectors.text("publicKeyProtobuf")
                + "1208047f000001060fa1"
                + "1a022f61"
                + "2208047f000001060fa1"
                + "2a0162"
                + "320163");
  }

  @Test
  void whatIsAbsentIsLeftOutForADoubtfulRecordWouldSpoilAll() {
    assertThat(IdentifyMessage.EMPTY.encoded()).isEmpty();
    assertThat(IdentifyMessage.decode(new byte[0])).isEqualTo(IdentifyMessage.EMPTY);
  }

  @Test
  void addressesOfUnknownKindsAreLeftOutAndTheRestStays() {
    byte[] bytes =
        new ProtoWriter()
            .bytes(2, new byte[] {(byte) 0x84, 1})
            .bytes(2, ADDRESS.bytes())
            .bytes(2, new byte[0])
            .bytes(4, new byte[] {4, 1})
            .string(3, "/a")
            .toByteArray();

    IdentifyMessage message = IdentifyMessage.decode(bytes);

    assertThat(message.listenAddresses()).containsExactly(ADDRESS);
    assertThat(message.observedAddress()).isEmpty();
    assertThat(message.protocols()).containsExactly("/a");
  }

  @Test
  void aRecordThatCannotBeReadIsLeftOutAndLaterFieldsAreSkipped() {
    byte[] bytes =
        new ProtoWriter()
            .bytes(8, new byte[] {1, 2})
            .uint64(7, 1)
            .string(99, "x")
            .string(6, "y")
            .toByteArray();

    IdentifyMessage message = IdentifyMessage.decode(bytes);

    assertThat(message.signedPeerRecord()).isEmpty();
    assertThat(message.agentVersion()).contains("y");
  }

  @Test
  void aMessageSpeaksForThePeerWithItsKeyOnly() {
    PeerId other = PeerId.of(Identity.generate().id());

    assertThat(FULL.speaksFor(PEER)).isTrue();
    assertThat(FULL.contradicts(PEER)).isFalse();
    assertThat(FULL.speaksFor(other)).isFalse();
    assertThat(FULL.contradicts(other)).isTrue();
    assertThat(IdentifyMessage.EMPTY.speaksFor(PEER)).isFalse();
    assertThat(IdentifyMessage.EMPTY.contradicts(PEER)).isFalse();
  }

  @Test
  void aPushReplacesWhatItHolds() {
    IdentifyMessage push =
        IdentifyMessage.decode(
            new ProtoWriter().string(3, "/new").string(6, "bzzz/2").toByteArray());

    IdentifyMessage updated = FULL.updatedBy(push);

    assertThat(updated.protocols()).containsExactly("/new");
    assertThat(updated.agentVersion()).contains("bzzz/2");
    assertThat(updated.publicKey()).contains(KEY);
    assertThat(updated.listenAddresses()).containsExactly(ADDRESS);
    assertThat(FULL.updatedBy(IdentifyMessage.EMPTY)).isEqualTo(FULL);
    assertThat(IdentifyMessage.EMPTY.updatedBy(FULL)).isEqualTo(FULL);
  }

  @Test
  void listsAndTextsAreBounded() {
    ProtoWriter writer = new ProtoWriter();
    for (int i = 0; i < 300; i++) {
      writer.bytes(2, ADDRESS.bytes()).string(3, "/p" + i);
    }
    writer.string(6, "x\u001b[2J" + "y".repeat(500));

    IdentifyMessage message = IdentifyMessage.decode(writer.toByteArray());

    assertThat(message.listenAddresses()).hasSize(IdentifyMessage.MAX_ADDRESSES);
    assertThat(message.protocols()).hasSize(IdentifyMessage.MAX_PROTOCOLS);
    assertThat(message.agentVersion().orElseThrow()).hasSize(128).startsWith("x?[2Jyyy");
    assertThatThrownBy(() -> IdentifyMessage.decode(new byte[IdentifyMessage.MAX_BYTES + 1]))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("at most 8192");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0a00", "0a01", "1a02ff", "1a01ff", "0801", "07", "00"})
  void whatIsNoMessageIsRefused(String hex) {
    assertThatThrownBy(() -> IdentifyMessage.decode(HexFormat.of().parseHex(hex)))
        .isInstanceOf(WireException.class);
  }
}
