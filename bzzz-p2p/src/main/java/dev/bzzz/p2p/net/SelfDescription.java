package dev.bzzz.p2p.net;

import dev.bzzz.core.Signer;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.identify.IdentifyMessage;
import dev.bzzz.p2p.identify.PeerRecord;
import dev.bzzz.p2p.wire.PublicKey;
import dev.bzzz.p2p.wire.SignedEnvelope;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a node says of itself. Confined to the loop. */
final class SelfDescription {
  private static final String PROTOCOL_VERSION = "ipfs/0.1.0";

  /** How many bytes of names fit; peers take 8192 in all. */
  private static final int MAX_PROTOCOL_BYTES = 4096;

  private final Signer signer;
  private final PublicKey key;
  private final Protocols protocols;
  private final Supplier<List<Multiaddr>> addresses;
  private final String agentVersion;
  private List<Multiaddr> recorded = List.of();
  private Optional<SignedEnvelope> envelope = Optional.empty();

  /**
   * Describes a node.
   *
   * @param addresses where it listens now, without its id
   */
  SelfDescription(
      Signer signer,
      Protocols protocols,
      Supplier<List<Multiaddr>> addresses,
      String agentVersion) {
    this.signer = signer;
    this.key = PublicKey.ed25519(signer.id());
    this.protocols = protocols;
    this.addresses = addresses;
    this.agentVersion = agentVersion;
  }

  /** The message for the peer at this address. */
  IdentifyMessage message(InetSocketAddress observed) {
    List<Multiaddr> now = addresses.get();
    return new IdentifyMessage(
        Optional.of(key),
        now,
        names(),
        Optional.of(Multiaddr.ofTcp(observed)),
        Optional.of(PROTOCOL_VERSION),
        Optional.of(agentVersion),
        record(now));
  }

  /** Those that everybody has come first, since peers need them. */
  private List<String> names() {
    List<String> names = new ArrayList<>();
    int bytes = 0;
    for (String name : protocols.names()) {
      bytes += name.length() * 3 + 3; // at most, in UTF-8
      if (bytes <= MAX_PROTOCOL_BYTES) {
        names.add(name);
      }
    }
    return names;
  }

  /** Signed anew when the addresses have changed; a node that does not listen has none. */
  private Optional<SignedEnvelope> record(List<Multiaddr> now) {
    if (now.isEmpty()) {
      return Optional.empty();
    }
    if (envelope.isEmpty() || !now.equals(recorded)) {
      recorded = now;
      PeerRecord record = new PeerRecord(PeerId.of(signer.id()), System.currentTimeMillis(), now);
      envelope = Optional.of(record.seal(signer));
    }
    return envelope;
  }
}
