package dev.bzzz.p2p.discovery;

import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.discovery.MdnsMessage.Entry;
import dev.bzzz.p2p.discovery.MdnsMessage.Pointer;
import dev.bzzz.p2p.discovery.MdnsMessage.Question;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * What one peer says of itself by multicast DNS: a pointer to its random name, and under that name
 * its multiaddresses as text. Host, port and IP addresses go along for tools that read only those.
 */
final class MdnsAnswers {
  /** The most multiaddresses a peer advertises, so that they fit into one datagram. */
  static final int MAX_ADVERTISED = 8;

  /** The most A and AAAA records together. */
  static final int MAX_HOST_ADDRESSES = 6;

  static final String DNSADDR = "dnsaddr=";

  private static final String ALL_SERVICES = "_services._dns-sd._udp.local";
  private static final String NAME_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int NAME_LENGTH = 40;
  private static final int MAX_STRING_BYTES = 255;
  private static final int TTL_SECONDS = 120;

  /** RFC 6762 section 6.7: those who asked the old way must not keep it long. */
  private static final int LEGACY_TTL_SECONDS = 10;

  /** What can be asked of a peer. */
  enum Part {
    /** Who offers the service? */
    SERVICE,
    /** Which services are there? */
    ALL_SERVICES,
    /** What is to know of this name? */
    INSTANCE,
    /** Which IP addresses has this host? */
    HOST
  }

  private final String service;
  private final String instance;
  private final String host;
  private List<Multiaddr> advertised = List.of();

  MdnsAnswers(String service, Random random) {
    String name = name(random);
    this.service = service;
    this.instance = name + "." + service;
    this.host = name + ".local";
  }

  private static String name(Random random) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < NAME_LENGTH; i++) {
      name.append(NAME_LETTERS.charAt(random.nextInt(NAME_LETTERS.length())));
    }
    return name.toString();
  }

  /**
   * Says where this peer is from now on.
   *
   * @return whether that is something else than before
   */
  boolean advertise(List<Multiaddr> addresses) {
    List<Multiaddr> fitting =
        addresses.stream()
            .filter(address -> text(address).length <= MAX_STRING_BYTES)
            .limit(MAX_ADVERTISED)
            .toList();
    boolean changed = !fitting.equals(advertised);
    advertised = fitting;
    return changed;
  }

  byte[] query() {
    return MdnsMessage.query(service, MdnsMessage.TYPE_PTR).encode();
  }

  /** Whether this is the query that this peer would make. */
  boolean isOurQuery(MdnsMessage query) {
    return query.answers().isEmpty()
        && query.questions().stream()
            .anyMatch(question -> question.asks(service, MdnsMessage.TYPE_PTR));
  }

  /** What of this peer the query asks for and does not say it knows. */
  Set<Part> partsFor(MdnsMessage query) {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    for (Question question : query.questions()) {
      if (question.asks(service, MdnsMessage.TYPE_PTR) && !knows(query)) {
        parts.add(Part.SERVICE);
      } else if (question.asks(ALL_SERVICES, MdnsMessage.TYPE_PTR)) {
        parts.add(Part.ALL_SERVICES);
      } else if (question.asks(instance, MdnsMessage.TYPE_TXT)
          || question.asks(instance, MdnsMessage.TYPE_SRV)) {
        parts.add(Part.INSTANCE);
      } else if (question.asks(host, MdnsMessage.TYPE_A)
          || question.asks(host, MdnsMessage.TYPE_AAAA)) {
        parts.add(Part.HOST);
      }
    }
    return parts;
  }

  /** RFC 6762 section 7.1: an answer that the asker has, and will have for a while. */
  private boolean knows(MdnsMessage query) {
    return query.answers().stream()
        .anyMatch(
            entry ->
                entry.name().equals(service)
                    && entry.ttlSeconds() >= TTL_SECONDS / 2
                    && entry.data() instanceof Pointer pointer
                    && pointer.name().equals(instance));
  }

  /** The answer for everybody; empty when there is nothing to say. */
  Optional<byte[]> multicast(Set<Part> parts) {
    return response(0, List.of(), parts, TTL_SECONDS);
  }

  /**
   * The answer for one asker.
   *
   * @param legacy whether it is a plain DNS resolver, which wants its id and questions back
   */
  Optional<byte[]> to(MdnsMessage query, Set<Part> parts, boolean legacy) {
    if (!legacy) {
      return multicast(parts);
    }
    List<Question> questions =
        query.questions().stream().filter(question -> isOurs(question.name())).limit(1).toList();
    return response(query.id(), questions, parts, LEGACY_TTL_SECONDS);
  }

  private boolean isOurs(String name) {
    return name.equals(service)
        || name.equals(instance)
        || name.equals(host)
        || name.equals(ALL_SERVICES);
  }

  /** Takes everything back; empty when nothing was said. */
  Optional<byte[]> goodbye() {
    return response(0, List.of(), EnumSet.of(Part.SERVICE), 0);
  }

  private Optional<byte[]> response(int id, List<Question> questions, Set<Part> parts, int ttl) {
    if (advertised.isEmpty() || parts.isEmpty()) {
      return Optional.empty();
    }
    boolean legacy = ttl == LEGACY_TTL_SECONDS;
    List<Entry> answers = new ArrayList<>();
    List<Entry> additionals = new ArrayList<>();
    if (parts.contains(Part.ALL_SERVICES)) {
      answers.add(pointer(ALL_SERVICES, service, ttl));
    }
    // The last of all pointers: js-libp2p looks only at that one.
    if (parts.contains(Part.SERVICE)) {
      answers.add(pointer(service, instance, ttl));
    }
    if (parts.contains(Part.INSTANCE)) {
      answers.addAll(aboutInstance(ttl, !legacy));
    } else if (parts.contains(Part.SERVICE)) {
      additionals.addAll(aboutInstance(ttl, !legacy));
    }
    if (parts.contains(Part.HOST)) {
      answers.addAll(aboutHost(ttl, !legacy));
    } else if (parts.contains(Part.SERVICE) || parts.contains(Part.INSTANCE)) {
      additionals.addAll(aboutHost(ttl, !legacy));
    }
    if (answers.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new MdnsMessage(id, true, questions, answers, additionals).encode());
  }

  private static Entry pointer(String name, String to, int ttl) {
    return new Entry(name, MdnsMessage.TYPE_PTR, false, ttl, new Pointer(to));
  }

  private List<Entry> aboutInstance(int ttl, boolean unique) {
    List<byte[]> texts = advertised.stream().map(MdnsAnswers::text).toList();
    List<Entry> entries = new ArrayList<>();
    entries.add(
        new Entry(instance, MdnsMessage.TYPE_TXT, unique, ttl, new MdnsMessage.Texts(texts)));
    advertised.stream()
        .flatMap(address -> address.tcpPort().stream())
        .findFirst()
        .ifPresent(
            port ->
                entries.add(
                    new Entry(
                        instance,
                        MdnsMessage.TYPE_SRV,
                        unique,
                        ttl,
                        new MdnsMessage.Service(port, host))));
    return entries;
  }

  private List<Entry> aboutHost(int ttl, boolean unique) {
    return advertised.stream()
        .flatMap(address -> Addresses.ip(address).stream())
        .filter(ip -> !ip.isLoopbackAddress())
        .distinct()
        .limit(MAX_HOST_ADDRESSES)
        .map(
            ip -> {
              byte[] bytes = ip.getAddress();
              int type = bytes.length == 4 ? MdnsMessage.TYPE_A : MdnsMessage.TYPE_AAAA;
              return new Entry(host, type, unique, ttl, new MdnsMessage.Address(bytes));
            })
        .toList();
  }

  private static byte[] text(Multiaddr address) {
    return (DNSADDR + address).getBytes(StandardCharsets.UTF_8);
  }
}
