package dev.bzzz.p2p;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Base58;
import dev.bzzz.core.Bounded;
import dev.bzzz.core.PlainText;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The name of a peer: the multihash of its public key, of any kind of key that libp2p knows.
 *
 * <p>That of an Ed25519 key holds the key itself and is an {@link AgentId}. A name proves nothing;
 * only the handshake of a connection shows that the other side has the key. Immutable.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md">Peer ids</a>
 */
public final class PeerId implements Comparable<PeerId> {
  /** Most bytes of a name: an identity multihash of 42 bytes. */
  public static final int MAX_BYTES = 44;

  private static final int MAX_CHARACTERS = 128;
  private static final int IDENTITY = 0x00;
  private static final int SHA_256 = 0x12;
  private static final int SHA_256_BYTES = 32;
  private static final byte[] CID_PREFIX = {0x01, 0x72};
  private static final byte[] ED25519_PREFIX = {0x00, 0x24, 0x08, 0x01, 0x12, 0x20};
  private static final int ED25519_BYTES = ED25519_PREFIX.length + 32;

  /** Every message names an agent by its bytes, mostly one of a few. */
  private static final int MAX_AGENTS = 1024;

  private static final Map<PeerId, AgentId> AGENTS = Bounded.lru(MAX_AGENTS);

  private final byte[] multihash;
  private final int hash;

  // Found when first asked for; every thread finds the same.
  private @Nullable String text;
  private @Nullable AgentId agent;

  private PeerId(byte[] multihash) {
    this.multihash = multihash;
    this.hash = Arrays.hashCode(multihash);
  }

  /**
   * Reads a name in base58 ({@code 12D3KooW…}, {@code 16Uiu2…}, {@code Qm…}) or as a CID of version
   * 1 in base32, base58 or base16 ({@code bafz…}, {@code z…}, {@code f…}).
   *
   * @throws IllegalArgumentException if it is none; the message says why
   */
  public static PeerId parse(String text) {
    if (text.isEmpty() || text.length() > MAX_CHARACTERS) {
      throw notAPeerId(text, "it has 1 to " + MAX_CHARACTERS + " characters");
    }
    boolean plain = text.charAt(0) == '1' || text.startsWith("Qm");
    byte[] bytes =
        (plain ? Base58.decode(text) : multibase(text))
            .orElseThrow(
                () -> notAPeerId(text, "it is written in base58 (12D3KooW…) or as a CID (bafz…)"));
    if (!plain) {
      if (bytes.length < CID_PREFIX.length
          || !Arrays.equals(CID_PREFIX, Arrays.copyOf(bytes, CID_PREFIX.length))) {
        throw notAPeerId(text, "a CID of a peer has version 1 and the type libp2p-key");
      }
      bytes = Arrays.copyOfRange(bytes, CID_PREFIX.length, bytes.length);
    }
    String fault = fault(bytes);
    if (fault != null) {
      throw notAPeerId(text, fault);
    }
    return new PeerId(bytes);
  }

  /**
   * The peer with this multihash.
   *
   * @throws IllegalArgumentException if it is none that names a peer
   */
  public static PeerId ofBytes(byte[] multihash) {
    String fault = fault(multihash);
    if (fault != null) {
      throw new IllegalArgumentException("not a peer id: " + fault);
    }
    return new PeerId(multihash.clone());
  }

  /** The peer that this agent is. */
  public static PeerId of(AgentId agent) {
    byte[] bytes = Arrays.copyOf(ED25519_PREFIX, ED25519_BYTES);
    System.arraycopy(agent.publicKey(), 0, bytes, ED25519_PREFIX.length, 32);
    PeerId peer = new PeerId(bytes);
    peer.agent = agent;
    peer.text = agent.value();
    return peer;
  }

  /** The multihash, as it travels. */
  public byte[] bytes() {
    return multihash.clone();
  }

  /** The agent that this peer is; empty when its key is not an Ed25519 key. */
  public Optional<AgentId> agent() {
    AgentId known = agent;
    if (known == null && isEd25519()) {
      known = agentOf(this);
      agent = known;
    }
    return Optional.ofNullable(known);
  }

  private static AgentId agentOf(PeerId peer) {
    synchronized (AGENTS) {
      AgentId known = AGENTS.get(peer);
      if (known != null) {
        return known;
      }
    }
    AgentId found = new AgentId(peer.toString());
    synchronized (AGENTS) {
      AGENTS.put(peer, found);
    }
    return found;
  }

  /** The name as a CID of version 1 in base32: {@code bafz…}. */
  public String cid() {
    byte[] bytes = Arrays.copyOf(CID_PREFIX, CID_PREFIX.length + multihash.length);
    System.arraycopy(multihash, 0, bytes, CID_PREFIX.length, multihash.length);
    return "b" + Base32.encode(bytes);
  }

  /** The order of the multihashes, byte by byte, unsigned. */
  @Override
  public int compareTo(PeerId other) {
    return this == other ? 0 : Arrays.compareUnsigned(multihash, other.multihash);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || other instanceof PeerId peer
            && hash == peer.hash
            && Arrays.equals(multihash, peer.multihash);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** The name in base58. */
  @Override
  public String toString() {
    String known = text;
    if (known == null) {
      known = Base58.encode(multihash);
      text = known;
    }
    return known;
  }

  private boolean isEd25519() {
    return multihash.length == ED25519_BYTES
        && Arrays.equals(
            multihash, 0, ED25519_PREFIX.length, ED25519_PREFIX, 0, ED25519_PREFIX.length);
  }

  private static Optional<byte[]> multibase(String text) {
    String rest = text.substring(1);
    return switch (text.charAt(0)) {
      case 'b' -> Base32.decode(rest);
      case 'z' -> Base58.decode(rest);
      case 'f' -> base16(rest);
      default -> Optional.empty();
    };
  }

  private static Optional<byte[]> base16(String text) {
    try {
      return Optional.of(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static @Nullable String fault(byte[] multihash) {
    if (multihash.length < 3 || multihash.length > MAX_BYTES) {
      return "its multihash has 3 to " + MAX_BYTES + " bytes, not " + multihash.length;
    }
    int kind = multihash[0];
    int length = multihash[1];
    if (kind != IDENTITY && kind != SHA_256) {
      return "its multihash is the key itself or SHA-256 of it";
    }
    boolean fits = length == multihash.length - 2;
    return fits && (kind == IDENTITY || length == SHA_256_BYTES)
        ? null
        : "the length in its multihash is not that of the rest";
  }

  private static IllegalArgumentException notAPeerId(String text, String why) {
    return new IllegalArgumentException(
        "not a peer id: '" + PlainText.line(text, MAX_CHARACTERS) + "': " + why);
  }
}
