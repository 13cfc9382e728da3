package dev.bzzz.p2p.identify;

import dev.bzzz.core.PlainText;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.wire.ProtoReader;
import dev.bzzz.p2p.wire.ProtoWriter;
import dev.bzzz.p2p.wire.PublicKey;
import dev.bzzz.p2p.wire.SignedEnvelope;
import dev.bzzz.p2p.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a peer says of itself, as an answer or, when it changes, as a push that holds only some of
 * it. All of it is a claim but the key, which {@link #speaksFor} compares with the one that the
 * handshake proved.
 *
 * @param publicKey its key
 * @param listenAddresses where it says it listens; those that Bzzz cannot read are left out
 * @param protocols the protocols that it takes streams for
 * @param observedAddress the address that it sees the reader at
 * @param protocolVersion which network it means to be in; a difference is no reason to part
 * @param agentVersion which program it is, for people
 * @param signedPeerRecord a {@link PeerRecord} that it signed, not yet checked; one that cannot
 *     even be read is left out
 */
public record IdentifyMessage(
    Optional<PublicKey> publicKey,
    List<Multiaddr> listenAddresses,
    List<String> protocols,
    Optional<Multiaddr> observedAddress,
    Optional<String> protocolVersion,
    Optional<String> agentVersion,
    Optional<SignedEnvelope> signedPeerRecord) {
  /** The protocol of a stream on which the side that was dialed answers with one message. */
  public static final String PROTOCOL = "/ipfs/id/1.0.0";

  /** The protocol of a stream on which the side that dialed tells what has changed. */
  public static final String PUSH_PROTOCOL = "/ipfs/id/push/1.0.0";

  /** Longest message, without the length before it. */
  public static final int MAX_BYTES = 8192;

  /** Most messages that one answer may be spread over; the later ones update the first. */
  public static final int MAX_MESSAGES = 10;

  /** Most addresses that are kept of a message. */
  public static final int MAX_ADDRESSES = 64;

  /** Most protocols that are kept of a message. */
  public static final int MAX_PROTOCOLS = 256;

  private static final int MAX_VERSION_CHARACTERS = 128;

  private static final int PUBLIC_KEY = 1;
  private static final int LISTEN_ADDRESSES = 2;
  private static final int PROTOCOLS = 3;
  private static final int OBSERVED_ADDRESS = 4;
  private static final int PROTOCOL_VERSION = 5;
  private static final int AGENT_VERSION = 6;
  private static final int SIGNED_PEER_RECORD = 8;

  /** A message that says nothing. */
  public static final IdentifyMessage EMPTY =
      new IdentifyMessage(
          Optional.empty(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Copies the lists. */
  public IdentifyMessage {
    listenAddresses = List.copyOf(listenAddresses);
    protocols = List.copyOf(protocols);
  }

  /**
   * Reads a message.
   *
   * @throws WireException if it is none
   */
  public static IdentifyMessage decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new WireException("an identify message has at most " + MAX_BYTES + " bytes");
    }
    ProtoReader reader = new ProtoReader(bytes);
    Optional<PublicKey> publicKey = Optional.empty();
    List<Multiaddr> addresses = new ArrayList<>();
    List<String> protocols = new ArrayList<>();
    Optional<Multiaddr> observed = Optional.empty();
    Optional<String> protocolVersion = Optional.empty();
    Optional<String> agentVersion = Optional.empty();
    Optional<SignedEnvelope> peerRecord = Optional.empty();
    while (reader.next()) {
      switch (reader.field()) {
        case PUBLIC_KEY -> publicKey = Optional.of(PublicKey.decode(reader.bytes()));
        case LISTEN_ADDRESSES ->
            Addresses.read(reader.bytes())
                .filter(address -> addresses.size() < MAX_ADDRESSES)
                .ifPresent(addresses::add);
        case PROTOCOLS -> {
          String protocol = reader.string();
          if (protocols.size() < MAX_PROTOCOLS) {
            protocols.add(protocol);
          }
        }
        case OBSERVED_ADDRESS -> observed = Addresses.read(reader.bytes());
        case PROTOCOL_VERSION -> protocolVersion = version(reader);
        case AGENT_VERSION -> agentVersion = version(reader);
        case SIGNED_PEER_RECORD -> peerRecord = envelope(reader.bytes());
        default -> {} // for later versions
      }
    }
    return new IdentifyMessage(
        publicKey, addresses, protocols, observed, protocolVersion, agentVersion, peerRecord);
  }

  /** The message as it travels, without the length before it; what is absent is left out. */
  public byte[] encoded() {
    return writer().toByteArray();
  }

  /** The message with the length before it, as it is sent. */
  public byte[] framed() {
    return writer().toFrame();
  }

  /** Whether it holds a key, and the key is that of this peer, which the handshake proved. */
  public boolean speaksFor(PeerId remote) {
    return publicKey.filter(key -> key.peerId().equals(remote)).isPresent();
  }

  /** Whether it holds a key, and the key is another's; a push may hold none. */
  public boolean contradicts(PeerId remote) {
    return publicKey.isPresent() && !speaksFor(remote);
  }

  /** This message with everything replaced that a later one holds. */
  public IdentifyMessage updatedBy(IdentifyMessage later) {
    return new IdentifyMessage(
        later.publicKey.or(() -> publicKey),
        later.listenAddresses.isEmpty() ? listenAddresses : later.listenAddresses,
        later.protocols.isEmpty() ? protocols : later.protocols,
        later.observedAddress.or(() -> observedAddress),
        later.protocolVersion.or(() -> protocolVersion),
        later.agentVersion.or(() -> agentVersion),
        later.signedPeerRecord.or(() -> signedPeerRecord));
  }

  private ProtoWriter writer() {
    ProtoWriter writer = new ProtoWriter(512);
    publicKey.ifPresent(key -> writer.bytes(PUBLIC_KEY, key.encoded()));
    listenAddresses.forEach(address -> writer.bytes(LISTEN_ADDRESSES, address.bytes()));
    protocols.forEach(protocol -> writer.string(PROTOCOLS, protocol));
    observedAddress.ifPresent(address -> writer.bytes(OBSERVED_ADDRESS, address.bytes()));
    protocolVersion.ifPresent(version -> writer.string(PROTOCOL_VERSION, version));
    agentVersion.ifPresent(version -> writer.string(AGENT_VERSION, version));
    signedPeerRecord.ifPresent(record -> writer.bytes(SIGNED_PEER_RECORD, record.encoded()));
    return writer;
  }

  private static Optional<String> version(ProtoReader reader) {
    return Optional.of(PlainText.line(reader.string(), MAX_VERSION_CHARACTERS));
  }

  private static Optional<SignedEnvelope> envelope(byte[] bytes) {
    try {
      return Optional.of(SignedEnvelope.decode(bytes));
    } catch (WireException e) {
      return Optional.empty();
    }
  }
}
