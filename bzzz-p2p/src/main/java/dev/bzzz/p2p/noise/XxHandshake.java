package dev.bzzz.p2p.noise;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * The handshake pattern XX (Noise specification, section 7.5), without framing and whatever the
 * payloads mean: both sides send their static key, encrypted. Confined to its machine.
 */
final class XxHandshake {
  /** What a message is made of, apart from its payload. */
  private enum Token {
    /** An ephemeral key. */
    E,
    /** A static key, encrypted. */
    S,
    /** Mix in the secret of the initiator's and the responder's key, named in this order. */
    EE,
    ES,
    SE
  }

  private static final List<List<Token>> MESSAGES =
      List.of(
          List.of(Token.E),
          List.of(Token.E, Token.EE, Token.S, Token.ES),
          List.of(Token.S, Token.SE));

  private final boolean initiator;
  private final SymmetricState state;
  private final X25519Key ownStatic;
  private final X25519Key ownEphemeral;
  private byte[] theirStatic = {};
  private byte[] theirEphemeral = {};
  private int next;

  /**
   * A handshake before its first message.
   *
   * @param state mixed with the prologue only
   */
  XxHandshake(boolean initiator, SymmetricState state, X25519Key ownStatic, X25519Key ephemeral) {
    this.initiator = initiator;
    this.state = state;
    this.ownStatic = ownStatic;
    this.ownEphemeral = ephemeral;
  }

  /** Whether all messages were written and read. */
  boolean isOver() {
    return next == MESSAGES.size();
  }

  /** Whether the next message is ours to write. */
  boolean isOurTurn() {
    return !isOver() && (next % 2 == 0) == initiator;
  }

  /** Whether the next message is the first, whose payload everybody on the way could read. */
  boolean isFirst() {
    return next == 0;
  }

  /** The static key the peer has shown; empty before it has. */
  byte[] theirStatic() {
    return theirStatic;
  }

  /** The length of the next message if its payload is empty. */
  int leastBytes() {
    int bytes = isFirst() ? 0 : FrameCipher.TAG_BYTES;
    for (Token token : MESSAGES.get(next)) {
      bytes += token == Token.E ? X25519Key.BYTES : 0;
      bytes += token == Token.S ? X25519Key.BYTES + FrameCipher.TAG_BYTES : 0;
    }
    return bytes;
  }

  /** Our next message. */
  byte[] write(byte[] payload) throws HandshakeFailure {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    for (Token token : MESSAGES.get(next)) {
      if (token == Token.E) {
        state.mixHash(ownEphemeral.publicKey());
        message.writeBytes(ownEphemeral.publicKey());
      } else if (token == Token.S) {
        message.writeBytes(state.encryptAndHash(ownStatic.publicKey()));
      } else {
        agree(token);
      }
    }
    message.writeBytes(state.encryptAndHash(payload));
    next++;
    return message.toByteArray();
  }

  /**
   * Takes the peer's next message.
   *
   * @param message at least {@link #leastBytes()}
   * @return its payload
   */
  byte[] read(byte[] message) throws HandshakeFailure {
    int at = 0;
    for (Token token : MESSAGES.get(next)) {
      if (token == Token.E) {
        theirEphemeral = Arrays.copyOfRange(message, at, at + X25519Key.BYTES);
        at += X25519Key.BYTES;
        state.mixHash(theirEphemeral);
      } else if (token == Token.S) {
        int end = at + X25519Key.BYTES + state.overhead();
        theirStatic = state.decryptAndHash(Arrays.copyOfRange(message, at, end));
        at = end;
      } else {
        agree(token);
      }
    }
    byte[] payload = state.decryptAndHash(Arrays.copyOfRange(message, at, message.length));
    next++;
    return payload;
  }

  /** The channel's ciphers, after the last message. */
  SymmetricState.Keys split() {
    return state.split();
  }

  private void agree(Token token) throws HandshakeFailure {
    boolean ownIsStatic = token == (initiator ? Token.SE : Token.ES);
    boolean theirsIsStatic = token == (initiator ? Token.ES : Token.SE);
    byte[] secret =
        (ownIsStatic ? ownStatic : ownEphemeral)
            .agree(theirsIsStatic ? theirStatic : theirEphemeral)
            .orElseThrow(
                () ->
                    new HandshakeFailure(
                        "its key is of small order: the shared secret would be zero"));
    state.mixKey(secret);
  }
}
