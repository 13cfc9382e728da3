package dev.bzzz.p2p.identify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.Vectors;
import dev.bzzz.p2p.wire.ProtoWriter;
import dev.bzzz.p2p.wire.SignedEnvelope;
import dev.bzzz.p2p.wire.WireException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerRecordTest {
  private static final String DOMAIN = "libp2p-peer-record";
  private static final byte[] TYPE = {3, 1};
  private static final Identity IDENTITY = Identity.ofSeed(Vectors.bytes("seed"));
  private static final PeerId PEER = PeerId.of(IDENTITY.id());
  private static final Multiaddr ADDRESS = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001");
  private static final PeerRecord RECORD = new PeerRecord(PEER, 7, List.of(ADDRESS));

  @Test
  void aRecordIsWrittenAndSignedAsOthersDoAndNotAsTheDraftSays() {
    assertThat(RECORD.encoded()).isEqualTo(Vectors.bytes("record", "payload"));
    assertThat(RECORD.seal(IDENTITY).encoded()).isEqualTo(Vectors.bytes("record", "envelope"));
    assertThat(PeerRecord.open(SignedEnvelope.decode(Vectors.bytes("record", "envelope"))))
        .isEqualTo(RECORD);
  }

  @Test
  void aRecordOfAnotherPeerIsRefused() {
    SignedEnvelope stolen =
        SignedEnvelope.seal(DOMAIN, TYPE, RECORD.encoded(), Identity.generate());

    assertThatThrownBy(() -> PeerRecord.open(stolen))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("another peer's key");
    assertThatThrownBy(() -> RECORD.seal(Identity.generate()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRecordThatWasSignedForSomethingElseIsRefused() {
    SignedEnvelope elsewhere =
        SignedEnvelope.seal("libp2p-routing-state", TYPE, RECORD.encoded(), IDENTITY);
    SignedEnvelope otherType =
        SignedEnvelope.seal(DOMAIN, new byte[] {3, 2}, RECORD.encoded(), IDENTITY);

    assertThatThrownBy(() -> PeerRecord.open(elsewhere))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("signature");
    assertThatThrownBy(() -> PeerRecord.open(otherType))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("no peer record");
  }

  @Test
  void aRecordWithoutAPeerIsRefused() {
    for (byte[] payload : List.of(new byte[0], new ProtoWriter().bytes(1, TYPE).toByteArray())) {
      SignedEnvelope envelope = SignedEnvelope.seal(DOMAIN, TYPE, payload, IDENTITY);

      assertThatThrownBy(() -> PeerRecord.open(envelope)).isInstanceOf(WireException.class);
    }
  }

  @Test
  void theHighestNumberIsTheNewestThoughItBeNegativeInJava() {
    PeerRecord highest = new PeerRecord(PEER, -1, List.of());

    assertThat(highest.isNewerThan(RECORD)).isTrue();
    assertThat(RECORD.isNewerThan(highest)).isFalse();
    assertThat(RECORD.isNewerThan(RECORD)).isFalse();
    assertThat(PeerRecord.decode(highest.encoded())).isEqualTo(highest);
  }

  @Test
  void addressesOfUnknownKindsAreLeftOutAndTheirNumberIsBounded() {
    PeerRecord many = new PeerRecord(PEER, 7, Collections.nCopies(100, ADDRESS));
    byte[] unknown =
        new ProtoWriter()
            .bytes(1, PEER.bytes())
            .message(3, new ProtoWriter().bytes(1, new byte[] {9}))
            .message(3, new ProtoWriter().bytes(1, ADDRESS.bytes()))
            .message(3, new ProtoWriter())
            .toByteArray();

    assertThat(PeerRecord.decode(many.encoded()).addresses()).hasSize(PeerRecord.MAX_ADDRESSES);
    assertThat(PeerRecord.decode(unknown)).isEqualTo(new PeerRecord(PEER, 0, List.of(ADDRESS)));
  }
}
