package dev.bzzz.p2p.noise;

import dev.bzzz.p2p.wire.PublicKey;
import dev.bzzz.p2p.yamux.YamuxMachine;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.List;

/** A handshake of somebody who shows a key of any kind, on a blocking socket. */
public final class ForeignHandshake {
  private static final byte[] NOTHING = {};

  private final XxHandshake handshake;
  private final DataInputStream in;
  private final OutputStream out;

  /** Before the first message. */
  public ForeignHandshake(boolean dialer, DataInputStream in, OutputStream out) {
    SecureRandom random = new SecureRandom();
    this.handshake =
        new XxHandshake(
            dialer,
            new SymmetricState(NoiseCrypto.chosen(), NOTHING),
            X25519Key.generate(random),
            X25519Key.generate(random));
    this.in = in;
    this.out = out;
  }

  /** Goes on until the key is shown; nobody looks at the signature of one of another kind. */
  public void show(PublicKey key) throws IOException {
    byte[] payload =
        new HandshakePayload(key.encoded(), new byte[64], List.of(YamuxMachine.PROTOCOL)).encoded();
    boolean shown = false;
    try {
      while (!shown) {
        if (handshake.isOurTurn()) {
          shown = !handshake.isFirst();
          write(handshake.write(shown ? payload : NOTHING));
        } else {
          handshake.read(in.readNBytes(in.readUnsignedShort()));
        }
      }
    } catch (HandshakeFailure e) {
      throw new IOException(e.why());
    }
  }

  private void write(byte[] message) throws IOException {
    byte[] frame = new byte[Frames.HEADER_BYTES + message.length];
    Frames.writeLength(message.length, frame, 0);
    System.arraycopy(message, 0, frame, Frames.HEADER_BYTES, message.length);
    out.write(frame);
    out.flush();
  }
}
