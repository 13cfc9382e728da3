package dev.bzzz.p2p.gossip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Translates ids of messages for peers that use js-libp2p with its defaults. It makes an id of the
 * author's public key where the specification takes the author's peer id, which for Ed25519 keys is
 * two bytes and then the key. Without a translation each side would ask for all that the other
 * advertises, get what it has, and punish the other for a broken promise.
 */
final class IdForms {
  /** The peer id of an Ed25519 key up to the key: identity multihash of 36 bytes of protobuf. */
  private static final byte[] PEER_ID_START = {0x00, 0x24, 0x08, 0x01, 0x12, 0x20};

  private static final int HASH_BYTES = 2;
  private static final int PEER_ID_BYTES = 38;
  private static final int OUR_BYTES = PEER_ID_BYTES + Long.BYTES;

  private final boolean translates;

  IdForms(MessageIdFunction ids) {
    this.translates = ids == MessageIdFunction.authorAndSequence();
  }

  /** Our form of an id from a peer; remembers which form the peer uses. */
  MessageId ours(Peer peer, MessageId id) {
    if (!translates) {
      return id;
    }
    byte[] bytes = id.bytes();
    if (bytes.length == OUR_BYTES - HASH_BYTES && startsWith(bytes, HASH_BYTES)) {
      peer.namesByKey = true;
      byte[] whole = new byte[OUR_BYTES];
      System.arraycopy(PEER_ID_START, 0, whole, 0, HASH_BYTES);
      System.arraycopy(bytes, 0, whole, HASH_BYTES, bytes.length);
      return MessageId.of(whole);
    }
    if (bytes.length == OUR_BYTES && startsWith(bytes, 0)) {
      peer.namesByKey = false;
    }
    return id;
  }

  /** The peer's form of ids of ours. */
  List<MessageId> theirs(Peer peer, List<MessageId> ids) {
    if (!peer.namesByKey) {
      return ids;
    }
    List<MessageId> translated = new ArrayList<>(ids.size());
    for (MessageId id : ids) {
      byte[] bytes = id.bytes();
      translated.add(
          bytes.length == OUR_BYTES && startsWith(bytes, 0)
              ? MessageId.of(Arrays.copyOfRange(bytes, HASH_BYTES, bytes.length))
              : id);
    }
    return translated;
  }

  /** Whether bytes begin as a peer id does from this byte of it on. */
  private static boolean startsWith(byte[] bytes, int from) {
    return Arrays.equals(
        bytes, 0, PEER_ID_START.length - from, PEER_ID_START, from, PEER_ID_START.length);
  }
}
