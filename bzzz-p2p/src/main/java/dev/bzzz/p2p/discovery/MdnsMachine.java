package dev.bzzz.p2p.discovery;

import dev.bzzz.core.machine.Machine;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.discovery.MdnsMessage.Question;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds peers on the local network and lets them find this one: when to ask, what to answer, whom
 * to believe (libp2p's mDNS discovery specification over RFC 6762).
 *
 * <p>It announces itself twice when it starts and whenever its addresses or links change, asks at
 * growing intervals, and answers everybody with one multicast at most once a second. A query that
 * others have just made is not made again: their answers are for all. Everything it hears is
 * untrusted, and how much of it is looked at is bounded.
 */
final class MdnsMachine implements Machine<MdnsInput, MdnsEffect> {
  /** The pause after the first query; each next one is twice as long. */
  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  /** The longest pause between two queries. */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** After so long without a query of its own it makes one, even if others make them. */
  static final Duration LONGEST_SILENCE = Duration.ofMinutes(30);

  /** No two multicast answers are closer to each other (RFC 6762 section 6). */
  static final Duration ANSWER_GAP = Duration.ofSeconds(1);

  /** Answers and first queries wait this long at least, so that not all speak at once. */
  static final Duration SHORTEST_DELAY = Duration.ofMillis(20);

  /** Answers and first queries wait this long at most (RFC 6762 section 6). */
  static final Duration LONGEST_DELAY = Duration.ofMillis(120);

  /** How many datagrams are looked at in one second; more are a flood, and unread. */
  static final int MAX_DATAGRAMS_PER_SECOND = 256;

  /** How many answers go to single askers in one second. */
  static final int MAX_UNICASTS_PER_SECOND = 8;

  private static final int MDNS_PORT = 5353;
  private static final int ANNOUNCEMENTS = 2;

  private final MdnsAnswers answers;
  private final MdnsFindings findings;
  private final Random random;
  private final Budget datagrams = new Budget(MAX_DATAGRAMS_PER_SECOND);
  private final Budget unicasts = new Budget(MAX_UNICASTS_PER_SECOND);
  private final Set<MdnsAnswers.Part> asked = EnumSet.noneOf(MdnsAnswers.Part.class);

  private @Nullable Instant nextQuery;
  private Duration pause = FIRST_PAUSE;
  private @Nullable Instant lastQuery;

  /** The last query, its own or one that counts as such. */
  private Instant lastRound = Instant.MIN;

  private @Nullable Instant nextAnswer;
  private Instant lastAnswer = Instant.MIN;
  private int announcements;

  /**
   * Makes the machine for one peer; it is silent until it is told its addresses.
   *
   * @param service such as {@code _p2p._udp.local}
   * @param random draws the name it goes by, and its delays
   */
  MdnsMachine(PeerId self, String service, Random random) {
    this.answers = new MdnsAnswers(service, random);
    this.findings = new MdnsFindings(self, service);
    this.random = random;
  }

  @Override
  public List<MdnsEffect> on(MdnsInput input, Instant now) {
    List<MdnsEffect> effects = new ArrayList<>();
    if (input instanceof MdnsInput.Reachable reachable) {
      if (answers.advertise(reachable.addresses()) || nextQuery == null) {
        speakUp(now);
      }
    } else if (input instanceof MdnsInput.NetworkChanged changed) {
      findings.on(changed.subnets());
      if (nextQuery != null) {
        speakUp(now);
      }
    } else if (input instanceof MdnsInput.Received received) {
      received(received, now, effects);
    } else if (input instanceof MdnsInput.Leave) {
      answers.goodbye().ifPresent(bytes -> effects.add(new MdnsEffect.Multicast(bytes)));
      nextQuery = null;
      nextAnswer = null;
    } else if (!(input instanceof MdnsInput.Tick)) {
      throw new AssertionError("unhandled input: " + input);
    }
    tick(now, effects);
    return effects;
  }

  @Override
  public Optional<Instant> deadline() {
    if (nextQuery == null) {
      return Optional.ofNullable(nextAnswer);
    }
    boolean answerFirst = nextAnswer != null && nextAnswer.isBefore(nextQuery);
    return Optional.of(answerFirst ? nextAnswer : nextQuery);
  }

  /** Announces itself and asks who else is there, as if it had just come. */
  private void speakUp(Instant now) {
    nextQuery = now.plus(delay());
    lastQuery = null;
    pause = FIRST_PAUSE;
    announcements = ANNOUNCEMENTS;
    ask(EnumSet.of(MdnsAnswers.Part.SERVICE), now);
  }

  private void received(MdnsInput.Received received, Instant now, List<MdnsEffect> effects) {
    if (nextQuery == null || !datagrams.spend(now)) {
      return;
    }
    Optional<MdnsMessage> decoded = MdnsMessage.decode(received.datagram());
    if (decoded.isEmpty()) {
      return;
    }
    MdnsMessage message = decoded.get();
    if (!message.response()) {
      asked(message, received.from(), now, effects);
    } else if (received.from().getPort() == MDNS_PORT) { // others must be ignored: section 6
      List<Multiaddr> found =
          findings.in(message, received.from().getAddress(), received.sameHost());
      if (!found.isEmpty()) {
        effects.add(new MdnsEffect.Found(found));
        if (pause.equals(LONGEST_PAUSE)) {
          leaveToOthers(now); // this answers a query, even if that itself was lost on the way
        }
      }
    }
  }

  private void asked(
      MdnsMessage query, InetSocketAddress from, Instant now, List<MdnsEffect> effects) {
    Set<MdnsAnswers.Part> parts = answers.partsFor(query);
    boolean legacy = from.getPort() != MDNS_PORT;
    if (legacy || wantsUnicast(query)) {
      if (!parts.isEmpty() && unicasts.spend(now)) {
        answers
            .to(query, parts, legacy)
            .ifPresent(bytes -> effects.add(new MdnsEffect.Unicast(bytes, from)));
      }
      return;
    }
    if (answers.isOurQuery(query)) {
      leaveToOthers(now);
    }
    ask(parts, now);
  }

  private static boolean wantsUnicast(MdnsMessage query) {
    return !query.questions().isEmpty() && query.questions().stream().allMatch(Question::unicast);
  }

  /** Somebody else has made our query: it need not be made again so soon (section 7.3). */
  private void leaveToOthers(Instant now) {
    if (lastQuery == null || nextQuery == null) {
      return; // others have asked too early for those who have just come
    }
    if (now.isBefore(lastRound.plus(pause.dividedBy(2)))) {
      return; // it belongs to the round that has just been, and may be our own come back
    }
    lastRound = now;
    pause = longer();
    Instant later = now.plus(pause);
    Instant latest = lastQuery.plus(LONGEST_SILENCE);
    Instant next = later.isBefore(latest) ? later : latest;
    nextQuery = next.isAfter(nextQuery) ? next : nextQuery;
  }

  private Duration longer() {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  private void ask(Set<MdnsAnswers.Part> parts, Instant now) {
    asked.addAll(parts);
    if (nextAnswer == null && !asked.isEmpty()) {
      Instant soon = now.plus(delay());
      boolean tooSoon = lastAnswer.isAfter(soon.minus(ANSWER_GAP));
      nextAnswer = tooSoon ? lastAnswer.plus(ANSWER_GAP) : soon;
    }
  }

  private void tick(Instant now, List<MdnsEffect> effects) {
    if (nextAnswer != null && !nextAnswer.isAfter(now)) {
      answers.multicast(asked).ifPresent(bytes -> effects.add(new MdnsEffect.Multicast(bytes)));
      asked.clear();
      nextAnswer = null;
      lastAnswer = now;
      if (announcements > 0 && --announcements > 0) {
        ask(EnumSet.of(MdnsAnswers.Part.SERVICE), now);
      }
    }
    if (nextQuery != null && !nextQuery.isAfter(now)) {
      effects.add(new MdnsEffect.Multicast(answers.query()));
      lastQuery = now;
      lastRound = now;
      nextQuery = now.plus(pause);
      pause = longer();
    }
  }

  private Duration delay() {
    int span = (int) LONGEST_DELAY.minus(SHORTEST_DELAY).toMillis();
    return SHORTEST_DELAY.plusMillis(random.nextInt(span + 1));
  }

  /** So many a second and no more. */
  private static final class Budget {
    private final int perSecond;
    private Instant second = Instant.MIN;
    private int spent;

    Budget(int perSecond) {
      this.perSecond = perSecond;
    }

    boolean spend(Instant now) {
      if (second.isBefore(now.minusSeconds(1))) {
        second = now;
        spent = 0;
      }
      return spent++ < perSecond;
    }
  }
}
