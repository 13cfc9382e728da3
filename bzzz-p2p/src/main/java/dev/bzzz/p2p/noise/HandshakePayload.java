package dev.bzzz.p2p.noise;

import dev.bzzz.core.Signer;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.wire.ProtoReader;
import dev.bzzz.p2p.wire.ProtoWriter;
import dev.bzzz.p2p.wire.PublicKey;
import dev.bzzz.p2p.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What each side says of itself within the handshake: its identity's key, that key's signature over
 * the static key of the handshake, and the stream muxers it speaks (libp2p Noise specification,
 * "Libp2p Data in Handshake Messages"; the message {@code NoiseHandshakePayload}).
 */
record HandshakePayload(byte[] identityKey, byte[] signature, List<String> muxers) {
  private static final int IDENTITY_KEY = 1;
  private static final int IDENTITY_SIGNATURE = 2;
  private static final int EXTENSIONS = 4;
  private static final int STREAM_MUXERS = 2;

  private static final byte[] SIGNED_PREFIX =
      "noise-libp2p-static-key:".getBytes(StandardCharsets.US_ASCII);

  /** Who says so, with proof. */
  record Proven(PeerId peer, List<String> muxers) {}

  /** What {@code identity} says, with its signature. */
  static HandshakePayload of(Signer identity, X25519Key staticKey, List<String> muxers) {
    return new HandshakePayload(
        PublicKey.ed25519(identity.id()).encoded(),
        identity.sign(signed(staticKey.publicKey())),
        muxers);
  }

  byte[] encoded() {
    ProtoWriter message =
        new ProtoWriter().bytes(IDENTITY_KEY, identityKey).bytes(IDENTITY_SIGNATURE, signature);
    if (!muxers.isEmpty()) {
      ProtoWriter extensions = new ProtoWriter();
      muxers.forEach(each -> extensions.string(STREAM_MUXERS, each));
      message.message(EXTENSIONS, extensions);
    }
    return message.toByteArray();
  }

  /** Reads it; what is missing is empty. */
  static HandshakePayload decode(byte[] bytes) {
    byte[] key = {};
    byte[] signature = {};
    List<String> muxers = new ArrayList<>();
    ProtoReader reader = new ProtoReader(bytes);
    while (reader.next()) {
      switch (reader.field()) {
        case IDENTITY_KEY -> key = reader.bytes();
        case IDENTITY_SIGNATURE -> signature = reader.bytes();
        case EXTENSIONS -> readMuxers(reader.message(), muxers);
        default -> {} // such as 3, data for the application, which nobody uses any more
      }
    }
    return new HandshakePayload(key, signature, List.copyOf(muxers));
  }

  private static void readMuxers(ProtoReader extensions, List<String> muxers) {
    while (extensions.next()) {
      if (extensions.field() == STREAM_MUXERS) {
        muxers.add(extensions.string());
      }
    }
  }

  /**
   * Reads what the peer says and checks it.
   *
   * @param theirStatic the key the peer has shown in this very handshake
   */
  static Proven proven(byte[] bytes, byte[] theirStatic) throws HandshakeFailure {
    try {
      HandshakePayload payload = decode(bytes);
      if (payload.identityKey.length == 0) {
        throw new HandshakeFailure("it does not say who it is: the identity's key is missing");
      }
      PublicKey key = PublicKey.decode(payload.identityKey);
      if (key.agent().isEmpty()) {
        throw new HandshakeFailure(
            "the key of peer "
                + key.peerId()
                + " is of kind "
                + key.type()
                + ", and only Ed25519 is taken; give the peer an Ed25519 key",
            true);
      }
      if (!key.verify(signed(theirStatic), payload.signature)) {
        throw new HandshakeFailure(
            "it has not proven to be " + key.peerId() + ": the signature is wrong");
      }
      return new Proven(key.peerId(), payload.muxers);
    } catch (WireException e) {
      throw new HandshakeFailure("what it says of itself cannot be read: " + e.getMessage());
    }
  }

  private static byte[] signed(byte[] staticKey) {
    byte[] signed = Arrays.copyOf(SIGNED_PREFIX, SIGNED_PREFIX.length + staticKey.length);
    System.arraycopy(staticKey, 0, signed, SIGNED_PREFIX.length, staticKey.length);
    return signed;
  }
}
