package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.mesh.Mesh;
import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * A message that nobody has checked yet.
 *
 * @param body what it says
 * @param session in which session it was sent; empty when it is signed
 * @param key of the sender for sessions; empty when it brings none
 * @param proof the signature, or the session's tag
 */
record Letter(byte[] body, Optional<Long> session, byte[] key, byte[] proof) {
  /** Begins a message that is signed. */
  static final int SIGNED = 's';

  /** Begins a message of a session. */
  static final int IN_SESSION = 'm';

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException if it is malformed or too long
   */
  static Letter read(byte[] data) {
    if (data.length > Mesh.MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException("longer than " + Mesh.MAX_MESSAGE_BYTES + " bytes");
    }
    return Bytes.parse(
        data,
        in ->
            switch (in.readUnsignedByte()) {
              case SIGNED -> signed(in);
              case IN_SESSION ->
                  new Letter(
                      Bytes.read(in), Optional.of(in.readLong()), new byte[0], Bytes.read(in));
              default -> throw new IOException("neither signed nor of a session");
            });
  }

  private static Letter signed(DataInput in) throws IOException {
    byte[] body = Bytes.read(in);
    byte[] key = Bytes.read(in);
    if (key.length > Sessions.MAX_KEY_BYTES) {
      throw new IOException("a key of " + key.length + " bytes");
    }
    return new Letter(body, Optional.empty(), key, Bytes.read(in));
  }

  /**
   * Whether it was proven in a session.
   *
   * @param context what the proof is over, besides the body
   */
  boolean isOf(Session own, byte[]... context) {
    return session.equals(Optional.of(own.id())) && own.proves(proof, Wire.joined(context), body);
  }

  /**
   * The peer id of who asks, as the message says.
   *
   * @throws IllegalArgumentException if it says nobody
   */
  String asker() {
    try {
      return new DataInputStream(new ByteArrayInputStream(body)).readUTF();
    } catch (IOException e) {
      throw new IllegalArgumentException("malformed: " + e.getMessage(), e);
    }
  }
}
