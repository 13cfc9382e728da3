package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.Signer;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.message.Letter;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.message.Post;
import java.util.Map;
import java.util.TreeMap;

/** M28: ranks itself by what it knows of itself, and not by what it has told the others. */
final class Vain implements Post {
  private static final int BEST = 1000;

  private final Post sound;

  private Vain(Post sound) {
    this.sound = sound;
  }

  /** Believes itself to be the best; its messages say what is true. */
  static ClaimContext context(ClaimContext context) {
    return Skilled.with(context.by(new Vain(context.post().orElseThrow())), BEST);
  }

  @Override
  public Read read(byte[] wire) {
    return sound.read(wire);
  }

  @Override
  public byte[] write(Signer signer, String network, String id, Letter letter) {
    if (!(letter.message() instanceof Message.Capabilities)) {
      return sound.write(signer, network, id, letter);
    }
    Message told =
        new Message.Capabilities(new TreeMap<>(Map.of(Skilled.SKILL, Skilled.level(signer.id()))));
    return sound.write(
        signer,
        network,
        id,
        new Letter(letter.from(), letter.boot(), letter.seq(), letter.sentAt(), told));
  }
}
