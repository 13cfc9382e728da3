package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.Signer;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.message.DropReason;
import dev.bzzz.core.message.Letter;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.message.Post;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** M21: lets an opened bid count that was never sealed, as if it had been, just before. */
final class Credulous extends Meddler {
  private static final String BOOT = "0".repeat(32);

  /** Whose bids were sealed, by task and term. */
  private final Set<String> sealed = new TreeSet<>();

  private final Seals seals;

  private Credulous(ClaimContext context, ClaimProtocol sound, Seals seals) {
    super(context.by(seals), sound);
    this.seals = seals;
  }

  static Credulous of(ClaimContext context, ClaimProtocol sound) {
    return new Credulous(context, sound, new Seals(context.post().orElseThrow()));
  }

  @Override
  public List<ClaimEffect> on(ClaimInput input, Instant now) {
    List<ClaimEffect> effects = new ArrayList<>();
    if (input instanceof ClaimInput.Heard heard
        && seals.read(heard.wire()) instanceof Post.Read.Signed signed) {
      Letter letter = signed.letter();
      if (letter.message() instanceof Message.SealedBid bid) {
        sealed.add(key(letter, bid));
      } else if (letter.message() instanceof Message.OpenBid bid && sealed.add(key(letter, bid))) {
        effects.addAll(super.on(new ClaimInput.Heard(seals.invent(signed, bid)), now));
      }
    }
    effects.addAll(super.on(input, now));
    return effects;
  }

  private static String key(Letter letter, Message.OfTask bid) {
    return letter.from() + " " + bid.task() + " " + bid.term();
  }

  /** A post that carries one letter more than was sent. */
  private static final class Seals implements Post {
    private static final byte[] INVENTED = {1};

    private final Post sound;
    private Read invented = new Read.Refused(DropReason.MALFORMED);
    private long seq;

    Seals(Post sound) {
      this.sound = sound;
    }

    byte[] invent(Read.Signed opened, Message.OpenBid bid) {
      Letter letter = opened.letter();
      invented =
          new Read.Signed(
              opened.network(),
              new Letter(
                  letter.from(),
                  BOOT,
                  ++seq,
                  letter.sentAt(),
                  new Message.SealedBid(bid.task(), bid.term(), bid.commit(letter.from()))));
      return INVENTED;
    }

    @Override
    public Read read(byte[] wire) {
      return wire == INVENTED ? invented : sound.read(wire);
    }

    @Override
    public byte[] write(Signer signer, String network, String id, Letter letter) {
      return sound.write(signer, network, id, letter);
    }
  }
}
