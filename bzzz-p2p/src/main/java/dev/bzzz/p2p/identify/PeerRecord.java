package dev.bzzz.p2p.identify;

import dev.bzzz.core.Signer;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.wire.ProtoReader;
import dev.bzzz.p2p.wire.ProtoWriter;
import dev.bzzz.p2p.wire.SignedEnvelope;
import dev.bzzz.p2p.wire.WireException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The addresses of a peer as it signs them itself, so that others can pass them on.
 *
 * <p>The domain and the type are those that Go and JavaScript use; the specification's draft (RFC
 * 3) has others that nobody sends.
 *
 * @param peer whose addresses they are
 * @param seq the record with the highest one counts; unsigned, and no time though it often is one
 * @param addresses those that Bzzz cannot read are left out
 */
public record PeerRecord(PeerId peer, long seq, List<Multiaddr> addresses) {
  /** Most addresses that are kept of a record. */
  public static final int MAX_ADDRESSES = IdentifyMessage.MAX_ADDRESSES;

  private static final String DOMAIN = "libp2p-peer-record";
  private static final byte[] PAYLOAD_TYPE = {0x03, 0x01};
  private static final int PEER_ID = 1;
  private static final int SEQ = 2;
  private static final int ADDRESSES = 3;
  private static final int ADDRESS = 1;

  /** Copies the list. */
  public PeerRecord {
    addresses = List.copyOf(addresses);
  }

  /**
   * Reads a record and checks that its peer signed it.
   *
   * @throws WireException if it did not, or it is no record
   */
  public static PeerRecord open(SignedEnvelope envelope) {
    if (!Arrays.equals(PAYLOAD_TYPE, envelope.payloadType())) {
      throw new WireException("the envelope holds no peer record");
    }
    PeerRecord record = decode(envelope.payload());
    if (!envelope.key().peerId().equals(record.peer)) {
      throw new WireException("the peer record is signed with another peer's key");
    }
    if (!envelope.isSignedFor(DOMAIN)) {
      throw new WireException("the signature of the peer record is wrong");
    }
    return record;
  }

  /**
   * The record in an envelope.
   *
   * @throws IllegalArgumentException if the signer is another peer
   */
  public SignedEnvelope seal(Signer signer) {
    if (!PeerId.of(signer.id()).equals(peer)) {
      throw new IllegalArgumentException("a peer record is signed by its peer only");
    }
    return SignedEnvelope.seal(DOMAIN, PAYLOAD_TYPE, encoded(), signer);
  }

  /** Whether it replaces another record of the same peer. */
  public boolean isNewerThan(PeerRecord other) {
    return Long.compareUnsigned(seq, other.seq) > 0;
  }

  byte[] encoded() {
    ProtoWriter writer = new ProtoWriter().bytes(PEER_ID, peer.bytes()).uint64(SEQ, seq);
    for (Multiaddr address : addresses) {
      writer.message(ADDRESSES, new ProtoWriter().bytes(ADDRESS, address.bytes()));
    }
    return writer.toByteArray();
  }

  static PeerRecord decode(byte[] payload) {
    ProtoReader reader = new ProtoReader(payload);
    PeerId peer = null;
    long seq = 0;
    List<Multiaddr> addresses = new ArrayList<>();
    while (reader.next()) {
      switch (reader.field()) {
        case PEER_ID -> peer = peer(reader.bytes());
        case SEQ -> seq = reader.uint64();
        case ADDRESSES -> address(reader.message(), addresses);
        default -> {} // for later versions
      }
    }
    if (peer == null) {
      throw new WireException("a peer record names its peer");
    }
    return new PeerRecord(peer, seq, addresses);
  }

  private static void address(ProtoReader reader, List<Multiaddr> addresses) {
    while (reader.next()) {
      if (reader.field() == ADDRESS && addresses.size() < MAX_ADDRESSES) {
        Addresses.read(reader.bytes()).ifPresent(addresses::add);
      }
    }
  }

  private static PeerId peer(byte[] bytes) {
    try {
      return PeerId.ofBytes(bytes);
    } catch (IllegalArgumentException e) {
      throw new WireException("a peer record with a name that is no peer id");
    }
  }
}
