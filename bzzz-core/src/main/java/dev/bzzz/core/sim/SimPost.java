package dev.bzzz.core.sim;

import dev.bzzz.core.Signer;
import dev.bzzz.core.message.Letter;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.message.Post;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/**
 * The post of one simulation: hands letters over without writing them down, since that would be
 * most of a run. The bytes it gives out are empty; which array they are says which letter. Whoever
 * wants to tamper with them gets {@link #bytes real ones}, and those are read as in production.
 */
final class SimPost implements Post {
  private final Post real;
  private final Post strict;
  private final boolean exact;

  /** By identity, as arrays are compared, and for as long as somebody holds the array. */
  private final Map<byte[], Written> written = new WeakHashMap<>();

  /** What liars sent, which everybody reads alike. */
  private final Map<byte[], Read> foreign = new WeakHashMap<>();

  /** Letters by which agents are ranked, by the very bytes. */
  private final Map<byte[], Letter> telling = new IdentityHashMap<>();

  /** What a machine is given at the moment, so that it need not be looked for. */
  private Parcel handed = new Parcel(new byte[0], Optional.empty(), Optional.empty());

  private record Written(Signer signer, String id, Read.Signed signed) {}

  /**
   * A letter on its way.
   *
   * @param read how everybody reads it; empty where everybody reads for himself
   * @param telling the letter, if agents are ranked by what it says
   */
  record Parcel(byte[] wire, Optional<Read> read, Optional<Letter> telling) {}

  /**
   * A post.
   *
   * @param keys who signs, and what signatures are worth
   * @param exact whether to write everything down, as in production
   */
  SimPost(SimKeys keys, boolean exact) {
    this.real = Post.signed(keys);
    this.strict = Post.signed(keys::signed);
    this.exact = exact;
  }

  @Override
  public byte[] write(Signer signer, String network, String id, Letter letter) {
    byte[] wire = exact ? real.write(signer, network, id, letter) : new byte[0];
    if (!exact) {
      written.put(wire, new Written(signer, id, new Read.Signed(network, asRead(letter))));
    }
    note(wire, letter);
    return wire;
  }

  /** What was sent, ready to be delivered to many. */
  Parcel parcel(byte[] wire) {
    return new Parcel(wire, exact ? Optional.empty() : Optional.of(read(wire)), telling(wire));
  }

  /** Hands a letter over: it is read next. */
  byte[] hand(Parcel parcel) {
    handed = parcel;
    return parcel.wire();
  }

  @Override
  public Read read(byte[] wire) {
    if (wire == handed.wire() && handed.read().isPresent()) {
      return handed.read().get();
    }
    Written known = wire.length == 0 ? written.get(wire) : null;
    if (known != null) {
      return known.signed();
    }
    return exact ? real.read(wire) : foreign.computeIfAbsent(wire, real::read);
  }

  /** Whether whom it names has signed it, whatever signatures are worth here. */
  boolean genuine(byte[] wire) {
    return wire.length == 0 || !(strict.read(wire) instanceof Read.Refused);
  }

  /** Takes note of what somebody sends who did not write it here. */
  void overhear(byte[] wire) {
    if (!telling.containsKey(wire) && read(wire) instanceof Read.Signed signed) {
      note(wire, signed.letter());
    }
  }

  private void note(byte[] wire, Letter letter) {
    if (letter.message() instanceof Message.Capabilities
        || letter.message() instanceof Message.SealedBid
        || letter.message() instanceof Message.OpenBid) {
      telling.put(wire, letter);
    }
  }

  /** The letter in these bytes, if agents are ranked by what it says. */
  Optional<Letter> telling(byte[] wire) {
    return wire == handed.wire() ? handed.telling() : Optional.ofNullable(telling.get(wire));
  }

  /** The bytes that production would have sent. */
  byte[] bytes(byte[] wire) {
    Written known = wire.length == 0 ? written.get(wire) : null;
    if (known == null) {
      return wire;
    }
    Read.Signed signed = known.signed();
    return real.write(known.signer(), signed.network(), known.id(), signed.letter());
  }

  /** Without what is not written. */
  private static Letter asRead(Letter letter) {
    if (!(letter.message() instanceof Message.Availability said)) {
      return letter;
    }
    List<Message.Echo> heard = new ArrayList<>();
    for (Message.Echo echo : said.heard()) {
      heard.add(new Message.Echo(echo.peer(), echo.seq(), whole(echo.ago())));
    }
    return new Letter(
        letter.from(),
        letter.boot(),
        letter.seq(),
        letter.sentAt(),
        new Message.Availability(
            said.slots(), said.free(), said.tasks(), whole(said.every()), heard));
  }

  private static Duration whole(Duration time) {
    return Duration.ofMillis(time.toMillis());
  }
}
