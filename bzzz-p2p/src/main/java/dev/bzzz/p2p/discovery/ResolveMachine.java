package dev.bzzz.p2p.discovery;

import dev.bzzz.core.machine.CallId;
import dev.bzzz.core.machine.Machine;
import dev.bzzz.p2p.AddressProtocol;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Follows the names that somebody wrote down to IP addresses, again and again: {@code /dns}, {@code
 * /dns4} and {@code /dns6} to every host behind the name, {@code /dnsaddr} to the addresses in TXT
 * records, which may be names again (multiaddr's dnsaddr specification).
 *
 * <p>How deep, how wide and how long one name is followed is bounded: what it leads to belongs to
 * somebody else.
 */
final class ResolveMachine implements Machine<ResolveInput, ResolveEffect> {
  /** How many names may be watched. */
  static final int MAX_NAMES = 64;

  /** How many dnsaddr records may lead to each other. */
  static final int MAX_DEPTH = 8;

  /** How many questions one name may cost each time. */
  static final int MAX_QUESTIONS = 64;

  /** How many addresses are taken from one name each time. */
  static final int MAX_ADDRESSES = 256;

  /** Names that led somewhere are asked for again after so long. */
  static final Duration REFRESH = Duration.ofSeconds(60);

  /** Names that led nowhere are asked for again after so long; each next pause is twice as long. */
  static final Duration FIRST_RETRY = Duration.ofSeconds(5);

  /** Answers that take longer do not count. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final String DNSADDR = "dnsaddr=";

  private final List<Watched> names = new ArrayList<>();
  private final Map<CallId, Question> open = new TreeMap<>();
  private long calls;

  /** One name, and how far this round has come. */
  private static final class Watched {
    private final Multiaddr name;
    private final Set<String> asked = new TreeSet<>();
    private Instant due = Instant.MIN;
    private Duration pause = FIRST_RETRY;
    private boolean inRound;
    private int addresses;
    private int failures;
    private String trouble = "";

    Watched(Multiaddr name) {
      this.name = name;
    }
  }

  /** A question on the way. */
  private record Question(Watched watched, Multiaddr about, int depth) {}

  /**
   * Makes the machine for these names.
   *
   * @throws IllegalArgumentException if there are too many
   */
  ResolveMachine(List<Multiaddr> names) {
    if (names.size() > MAX_NAMES) {
      throw new IllegalArgumentException(
          "cannot follow " + names.size() + " names: at most " + MAX_NAMES + " are allowed");
    }
    names.forEach(name -> this.names.add(new Watched(name)));
  }

  /** Whether the address begins with a name that this machine can follow. */
  static boolean isName(Multiaddr address) {
    AddressProtocol protocol = protocol(address);
    return protocol == AddressProtocol.DNSADDR || isHostName(protocol) && address.isTcp();
  }

  /** Whether no question is open. */
  boolean isIdle() {
    return open.isEmpty();
  }

  @Override
  public List<ResolveEffect> on(ResolveInput input, Instant now) {
    List<ResolveEffect> effects = new ArrayList<>();
    if (input instanceof ResolveInput.Hosts hosts) {
      Optional.ofNullable(open.remove(hosts.call()))
          .ifPresent(question -> hosts(question, hosts.addresses(), now, effects));
    } else if (input instanceof ResolveInput.Texts texts) {
      Optional.ofNullable(open.remove(texts.call()))
          .ifPresent(question -> texts(question, texts.texts(), now, effects));
    } else if (input instanceof ResolveInput.Failed failed) {
      Optional.ofNullable(open.remove(failed.call()))
          .ifPresent(question -> failed(question.watched(), failed.why(), now, effects));
    } else if (!(input instanceof ResolveInput.Tick)) {
      throw new AssertionError("unhandled input: " + input);
    }
    tick(now, effects);
    return effects;
  }

  @Override
  public Optional<Instant> deadline() {
    return names.stream().map(watched -> watched.due).min(Instant::compareTo);
  }

  private void tick(Instant now, List<ResolveEffect> effects) {
    for (Watched watched : names) {
      if (watched.due.isAfter(now)) {
        continue;
      }
      if (watched.inRound) {
        open.values().removeIf(question -> question.watched() == watched);
        watched.trouble = "no answer within " + PATIENCE.toSeconds() + " s";
        endRound(watched, now, effects);
      } else {
        watched.inRound = true;
        watched.addresses = 0;
        watched.trouble = "";
        watched.asked.clear();
        watched.due = now.plus(PATIENCE);
        follow(watched, watched.name, 0, effects);
        endRoundIfDone(watched, now, effects);
      }
    }
  }

  /** Asks what is behind the name that the address begins with. */
  private void follow(Watched watched, Multiaddr address, int depth, List<ResolveEffect> effects) {
    String name = address.components().get(0).value();
    Question question = new Question(watched, address, depth);
    switch (address.components().get(0).protocol()) {
      case DNSADDR -> ask(question, ResolveEffect.Kind.TXT, "_dnsaddr." + name, effects);
      case DNS4 -> ask(question, ResolveEffect.Kind.A, name, effects);
      case DNS6 -> ask(question, ResolveEffect.Kind.AAAA, name, effects);
      case DNS -> {
        ask(question, ResolveEffect.Kind.A, name, effects);
        ask(question, ResolveEffect.Kind.AAAA, name, effects);
      }
      default -> watched.trouble = "it is no name that can be looked up";
    }
  }

  private void ask(
      Question question, ResolveEffect.Kind kind, String name, List<ResolveEffect> effects) {
    Watched watched = question.watched();
    if (watched.asked.size() >= MAX_QUESTIONS) {
      watched.trouble = "it leads to more than " + MAX_QUESTIONS + " other names";
    } else if (watched.asked.add(kind + " " + question.about())) {
      CallId call = new CallId(++calls);
      open.put(call, question);
      effects.add(new ResolveEffect.Ask(call, kind, name));
    }
  }

  private void hosts(
      Question question, List<InetAddress> hosts, Instant now, List<ResolveEffect> effects) {
    int port = question.about().tcpPort().orElseThrow();
    Optional<PeerId> peer = question.about().peer();
    List<Multiaddr> found = new ArrayList<>();
    for (InetAddress host : hosts) {
      Multiaddr address = Multiaddr.ofTcp(new InetSocketAddress(host, port));
      found.add(peer.map(address::withPeer).orElse(address));
    }
    take(question.watched(), found, effects);
    endRoundIfDone(question.watched(), now, effects);
  }

  private void texts(
      Question question, List<String> texts, Instant now, List<ResolveEffect> effects) {
    String suffix = suffix(question.about());
    List<Multiaddr> found = new ArrayList<>();
    for (String text : texts) {
      if (!text.startsWith(DNSADDR)) {
        continue; // others may keep their texts there, too
      }
      Multiaddr address = Addresses.parse(text.substring(DNSADDR.length())).orElse(null);
      if (address == null || !address.toString().endsWith(suffix)) {
        continue;
      }
      if (!isName(address)) {
        found.add(address);
      } else if (question.depth() + 1 < MAX_DEPTH) {
        follow(question.watched(), address, question.depth() + 1, effects);
      } else {
        question.watched().trouble = "its names lead on more than " + MAX_DEPTH + " times";
      }
    }
    take(question.watched(), found, effects);
    endRoundIfDone(question.watched(), now, effects);
  }

  private static String suffix(Multiaddr dnsaddr) {
    StringBuilder suffix = new StringBuilder();
    dnsaddr.components().stream().skip(1).forEach(suffix::append);
    return suffix.toString();
  }

  private void take(Watched watched, List<Multiaddr> found, List<ResolveEffect> effects) {
    List<Multiaddr> dialable =
        found.stream()
            .filter(Addresses::isDialable)
            .distinct()
            .limit(MAX_ADDRESSES - watched.addresses)
            .toList();
    if (!dialable.isEmpty()) {
      watched.addresses += dialable.size();
      effects.add(new ResolveEffect.Found(dialable));
    }
  }

  private void failed(Watched watched, String why, Instant now, List<ResolveEffect> effects) {
    watched.trouble = why;
    endRoundIfDone(watched, now, effects);
  }

  private void endRoundIfDone(Watched watched, Instant now, List<ResolveEffect> effects) {
    if (open.values().stream().noneMatch(question -> question.watched() == watched)) {
      endRound(watched, now, effects);
    }
  }

  private void endRound(Watched watched, Instant now, List<ResolveEffect> effects) {
    watched.inRound = false;
    if (watched.addresses > 0) {
      watched.pause = FIRST_RETRY;
      watched.failures = 0;
      watched.due = now.plus(REFRESH);
      return;
    }
    String why = watched.trouble.isEmpty() ? "it has no address to dial" : watched.trouble;
    effects.add(new ResolveEffect.Unresolved(watched.name, why, ++watched.failures));
    watched.due = now.plus(watched.pause);
    Duration twice = watched.pause.multipliedBy(2);
    watched.pause = twice.compareTo(REFRESH) > 0 ? REFRESH : twice;
  }

  private static boolean isHostName(@Nullable AddressProtocol protocol) {
    return protocol == AddressProtocol.DNS
        || protocol == AddressProtocol.DNS4
        || protocol == AddressProtocol.DNS6;
  }

  private static @Nullable AddressProtocol protocol(Multiaddr address) {
    return address.components().isEmpty() ? null : address.components().get(0).protocol();
  }
}
