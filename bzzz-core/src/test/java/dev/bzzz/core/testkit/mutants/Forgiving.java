package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.Bounded;
import dev.bzzz.core.Signer;
import dev.bzzz.core.message.Letter;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.message.Post;
import java.util.List;
import java.util.Map;

/** M19: takes every letter for a new one, whether it was heard before or not. */
final class Forgiving implements Post {
  private static final int MAX_REMEMBERED = 4096;

  private final Post sound;

  /** What the letters are numbered in truth, by the numbers they are given here. */
  private final Map<Long, Long> numbers = Bounded.lru(MAX_REMEMBERED);

  private long heard;

  Forgiving(Post sound) {
    this.sound = sound;
  }

  @Override
  public Read read(byte[] wire) {
    if (!(sound.read(wire) instanceof Read.Signed signed)) {
      return sound.read(wire);
    }
    Letter letter = signed.letter();
    numbers.put(++heard, letter.seq());
    return new Read.Signed(
        signed.network(),
        new Letter(letter.from(), letter.boot(), heard, letter.sentAt(), letter.message()));
  }

  /** Tells others of their letters by the numbers that these gave them. */
  @Override
  public byte[] write(Signer signer, String network, String id, Letter letter) {
    if (!(letter.message() instanceof Message.Availability said)) {
      return sound.write(signer, network, id, letter);
    }
    List<Message.Echo> echoes =
        said.heard().stream()
            .filter(echo -> numbers.containsKey(echo.seq()))
            .map(echo -> new Message.Echo(echo.peer(), numbers.get(echo.seq()), echo.ago()))
            .toList();
    Message.Availability corrected =
        new Message.Availability(said.slots(), said.free(), said.tasks(), said.every(), echoes);
    return sound.write(
        signer,
        network,
        id,
        new Letter(letter.from(), letter.boot(), letter.seq(), letter.sentAt(), corrected));
  }
}
