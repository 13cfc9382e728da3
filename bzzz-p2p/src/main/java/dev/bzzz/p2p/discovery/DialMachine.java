package dev.bzzz.p2p.discovery;

import dev.bzzz.core.machine.Machine;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Decides which peer to dial, where and when, so that this one is and stays connected.
 *
 * <p>A peer's addresses are tried one after the other, the best first; when none answers, the next
 * round comes after a pause that doubles each time and is partly drawn. No peer is dialled while it
 * is connected or being dialled. What anybody on the network may claim is bounded in memory, never
 * takes all dials, and is forgotten in the end; what somebody wrote down is tried for ever.
 */
final class DialMachine implements Machine<DialInput, DialEffect> {
  /** A connection that is lost sooner counts as a failed dial: the other side may not want us. */
  static final Duration SHORT_CONNECTION = Duration.ofSeconds(10);

  /** How long after a dial that reached its peer the connection may take to be announced. */
  static final Duration CONNECTION_DUE = Duration.ofSeconds(10);

  /**
   * Of two peers that find each other, that with the greater id waits this long for the other's
   * dial: it would only make a second connection.
   */
  static final Duration OTHER_SIDE_FIRST = Duration.ofSeconds(2);

  /**
   * A dial of which nothing is heard for so long has failed, whatever has become of it: else its
   * peer would count as being dialled for ever.
   */
  static final Duration LONGEST_DIAL = Duration.ofMinutes(3);

  /** How many peers may be on the list of those that were sent away. */
  static final int MAX_AVOIDED = 256;

  private static final Comparator<Candidate> MOST_URGENT =
      Comparator.comparing(Candidate::source)
          .thenComparing(Candidate::due)
          .thenComparing(Candidate::key);

  private final PeerId self;
  private final DialParameters parameters;
  private final Random random;
  private final AddressBook book = new AddressBook();
  private final Map<PeerId, Instant> connected = new TreeMap<>();
  private final Map<PeerId, Instant> avoided = new TreeMap<>();

  /** Keys of candidates that are this peer itself. */
  private Set<String> own = new TreeSet<>();

  DialMachine(PeerId self, DialParameters parameters, Random random) {
    this.self = self;
    this.parameters = parameters;
    this.random = random;
  }

  @Override
  public List<DialEffect> on(DialInput input, Instant now) {
    List<DialEffect> effects = new ArrayList<>();
    if (input instanceof DialInput.Found found) {
      found(found, now);
    } else if (input instanceof DialInput.Own ours) {
      own =
          ours.addresses().stream()
              .map(address -> address.withoutPeer().toString())
              .collect(Collectors.toCollection(TreeSet::new));
    } else if (input instanceof DialInput.Connected up) {
      connected.putIfAbsent(up.peer(), now);
    } else if (input instanceof DialInput.Lost down) {
      lost(down.peer(), now);
    } else if (input instanceof DialInput.Avoid avoid) {
      avoid(avoid, now);
    } else if (input instanceof DialInput.DialSucceeded success) {
      dialling(success.address()).ifPresent(it -> succeeded(it, success, now, effects));
    } else if (input instanceof DialInput.DialFailed failure) {
      dialling(failure.address()).ifPresent(it -> failed(it, failure.why(), now, effects));
    } else if (!(input instanceof DialInput.Tick)) {
      throw new AssertionError("unhandled input: " + input);
    }
    endDials(now, effects);
    giveUp(now, effects);
    dial(now, effects);
    return effects;
  }

  @Override
  public Optional<Instant> deadline() {
    DialLoad load = load();
    Instant first = null;
    for (Candidate candidate : book.all()) {
      Optional<Instant> wanted = wanted(candidate, load);
      if (wanted.isPresent() && (first == null || wanted.get().isBefore(first))) {
        first = wanted.get();
      }
    }
    return Optional.ofNullable(first);
  }

  /** How many peers it remembers. */
  int remembered() {
    return book.all().size();
  }

  /** Whether it remembers where this peer may be. */
  boolean remembers(PeerId peer) {
    return !book.of(peer).isEmpty();
  }

  /** When this candidate has to be looked at again, if nothing happens before. */
  private Optional<Instant> wanted(Candidate candidate, DialLoad load) {
    if (candidate.isDialling()) {
      return Optional.of(candidate.dialEnd());
    }
    if (!isIdle(candidate)) {
      return Optional.empty();
    }
    boolean mayDial = load.hasRoomFor(candidate);
    if (candidate.isStatic()) {
      return mayDial ? Optional.of(candidate.due()) : Optional.empty();
    }
    Instant end = candidate.heard().plus(parameters.giveUpAfter());
    return Optional.of(mayDial && candidate.due().isBefore(end) ? candidate.due() : end);
  }

  private void found(DialInput.Found found, Instant now) {
    for (Multiaddr address : found.addresses()) {
      Optional<PeerId> peer = address.peer();
      boolean anonymous = peer.isEmpty() && Source.DNS.isBetterThan(found.source());
      if (anonymous || peer.filter(self::equals).isPresent() || !Addresses.isDialable(address)) {
        continue;
      }
      book.hear(address, found.source(), now, this::isIdle)
          .ifPresent(
              candidate -> {
                Duration pause = candidate.failures() == 0 ? Duration.ZERO : pause(1);
                candidate.waitNoLongerThan(notBefore(candidate, now.plus(pause)));
              });
    }
  }

  /** When to dial a peer that nothing is wrong with. */
  private Instant notBefore(Candidate candidate, Instant now) {
    boolean otherSideDials =
        !candidate.isStatic()
            && candidate.peer().filter(peer -> self.compareTo(peer) > 0).isPresent();
    Instant soonest = otherSideDials ? now.plus(OTHER_SIDE_FIRST) : now;
    return candidate
        .peer()
        .map(avoided::get)
        .filter(until -> until.isAfter(soonest))
        .orElse(soonest);
  }

  private void lost(PeerId peer, Instant now) {
    Instant since = connected.remove(peer);
    if (since == null) {
      return;
    }
    boolean shortLived = now.isBefore(since.plus(SHORT_CONNECTION));
    for (Candidate candidate : book.of(peer)) {
      candidate.lost(shortLived, now);
      if (!candidate.isDialling()) {
        candidate.waitUntil(notBefore(candidate, now.plus(pause(candidate.failures()))));
      }
    }
  }

  private void avoid(DialInput.Avoid avoid, Instant now) {
    avoided.values().removeIf(until -> !until.isAfter(now));
    if (avoided.size() < MAX_AVOIDED || avoided.containsKey(avoid.peer())) {
      avoided.put(avoid.peer(), now.plus(avoid.time()));
    }
    Instant until = now.plus(avoid.time());
    for (Candidate candidate : book.of(avoid.peer())) {
      if (candidate.due().isBefore(until)) {
        candidate.waitUntil(until);
      }
    }
  }

  private Optional<Candidate> dialling(Multiaddr address) {
    return book.all().stream()
        .filter(candidate -> candidate.isDialling() && candidate.isAt(address))
        .findFirst();
  }

  private void succeeded(
      Candidate candidate, DialInput.DialSucceeded success, Instant now, List<DialEffect> effects) {
    PeerId reached = success.peer();
    if (reached.equals(self)) {
      failed(candidate, "this peer itself is there", now, effects);
    } else if (success.address().peer().filter(peer -> !peer.equals(reached)).isPresent()) {
      failed(candidate, "another peer is there: " + reached, now, effects);
    } else {
      candidate.succeeded(reached, now.plus(CONNECTION_DUE));
    }
  }

  private void failed(Candidate candidate, String why, Instant now, List<DialEffect> effects) {
    if (candidate.failed(now)) {
      Duration pause = pause(candidate.failures());
      candidate.waitUntil(notBefore(candidate, now.plus(pause)));
      effects.add(
          new DialEffect.Unreachable(
              candidate.source(), candidate.key(), why, candidate.failures(), pause));
    }
  }

  /** Between a half and all of: the first pause, doubled for each failure but the first. */
  private Duration pause(int failures) {
    Duration full = parameters.firstRetry();
    for (int i = 1; i < failures && full.compareTo(parameters.longestRetry()) < 0; i++) {
      full = full.multipliedBy(2);
    }
    long nanos =
        full.compareTo(parameters.longestRetry()) < 0
            ? full.toNanos()
            : parameters.longestRetry().toNanos();
    return Duration.ofNanos(nanos / 2 + (long) (random.nextDouble() * (nanos / 2)));
  }

  private void endDials(Instant now, List<DialEffect> effects) {
    for (Candidate candidate : book.all()) {
      if (candidate.isDialling() && !candidate.dialEnd().isAfter(now)) {
        failed(candidate, "nothing has come of the dial", now, effects);
      }
    }
  }

  private void giveUp(Instant now, List<DialEffect> effects) {
    List<Candidate> forgotten = new ArrayList<>();
    for (Candidate candidate : book.all()) {
      boolean silent = !candidate.heard().plus(parameters.giveUpAfter()).isAfter(now);
      if (silent && !candidate.isStatic() && isIdle(candidate)) {
        forgotten.add(candidate);
      }
    }
    for (Candidate candidate : forgotten) {
      book.forget(candidate);
      effects.add(new DialEffect.Forgotten(candidate.key()));
    }
  }

  private void dial(Instant now, List<DialEffect> effects) {
    DialLoad load = load();
    List<Candidate> due = new ArrayList<>();
    for (Candidate candidate : book.all()) {
      if (!candidate.due().isAfter(now) && isIdle(candidate) && load.hasRoomFor(candidate)) {
        due.add(candidate);
      }
    }
    due.sort(MOST_URGENT);
    for (Candidate candidate : due) {
      if (load.hasRoomFor(candidate)) {
        effects.add(new DialEffect.Dial(candidate.dial(now.plus(LONGEST_DIAL))));
        load.add(candidate);
      }
    }
  }

  /** Whether it is neither connected nor being dialled, nor this peer's own address. */
  private boolean isIdle(Candidate candidate) {
    return !candidate.isDialling() && !isConnected(candidate) && !own.contains(candidate.key());
  }

  private boolean isConnected(Candidate candidate) {
    return candidate.peer().filter(connected::containsKey).isPresent();
  }

  private DialLoad load() {
    DialLoad load = new DialLoad(parameters, connected.size());
    for (Candidate candidate : book.all()) {
      if (candidate.isDialling()) {
        load.add(candidate);
      }
    }
    return load;
  }
}
