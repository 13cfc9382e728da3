package dev.bzzz.core.message;

import dev.bzzz.core.Signer;
import dev.bzzz.core.mesh.MeshLink;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;

/** Writes one agent's messages for the wire and numbers them. Confined to its machine. */
public final class Outbox {
  private final Signer signer;
  private final MeshLink link;
  private final Random random;
  private final Post post;
  private long seq;

  /** Begins to number at 1. */
  public Outbox(Signer signer, MeshLink link, Random random) {
    this(signer, link, random, Post.signed(link.verifier()));
  }

  /** The same with a post of its own. */
  public Outbox(Signer signer, MeshLink link, Random random, Post post) {
    this.signer = signer;
    this.link = link;
    this.random = random;
    this.post = post;
  }

  /** The number of the message written last; 0 before the first. */
  public long lastSeq() {
    return seq;
  }

  /** The signed envelope of a message, ready to be sent. */
  public byte[] write(Message message, Instant now) {
    byte[] id = new byte[16];
    random.nextBytes(id);
    return post.write(
        signer,
        link.network(),
        HexFormat.of().formatHex(id),
        new Letter(signer.id(), link.boot(), ++seq, now, message));
  }
}
