package dev.bzzz.core.message;

import dev.bzzz.core.Signer;
import dev.bzzz.core.mesh.Envelope;
import dev.bzzz.core.mesh.MeshLink;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;

/** Writes one agent's messages for the wire and numbers them. Confined to its machine. */
public final class Outbox {
  private final Signer signer;
  private final MeshLink link;
  private final Random random;
  private long seq;

  /** Begins to number at 1. */
  public Outbox(Signer signer, MeshLink link, Random random) {
    this.signer = signer;
    this.link = link;
    this.random = random;
  }

  /** The number of the message written last; 0 before the first. */
  public long lastSeq() {
    return seq;
  }

  /** The signed envelope of a message, ready to be sent. */
  public byte[] write(Message message, Instant now) {
    byte[] id = new byte[16];
    random.nextBytes(id);
    Envelope.Stamp stamp = new Envelope.Stamp(HexFormat.of().formatHex(id), ++seq, link.boot());
    return new Envelope(
            message.type(),
            signer.id(),
            now,
            MessageWriter.write(message, link.network(), signer.id()),
            0,
            stamp)
        .encode(signer);
  }
}
