package dev.bzzz.p2p.discovery;

import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.discovery.MdnsMessage.Entry;
import dev.bzzz.p2p.discovery.MdnsMessage.Pointer;
import dev.bzzz.p2p.discovery.MdnsMessage.Texts;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads from a response which peers it names, and believes only what can be true of a neighbour: an
 * address on a private network, on a link of this host, or the sender's own, and a loopback address
 * only from this host. Otherwise one datagram could make a whole network dial a stranger.
 */
final class MdnsFindings {
  /** The most addresses taken from one datagram. */
  static final int MAX_ADDRESSES = 32;

  /** The longest address that is looked at, in bytes: what fits into one string of a TXT record. */
  private static final int MAX_ADDRESS_BYTES = 255;

  private final PeerId self;
  private final String service;
  private List<Subnet> subnets = List.of();

  MdnsFindings(PeerId self, String service) {
    this.self = self;
    this.service = service;
  }

  /** Says which networks this host is on. */
  void on(List<Subnet> networks) {
    subnets = networks;
  }

  /** The addresses of other peers, those at the sender's own address first. */
  List<Multiaddr> in(MdnsMessage response, InetAddress sender, boolean sameHost) {
    Set<String> instances = new TreeSet<>();
    entries(response)
        .filter(entry -> entry.name().equals(service))
        .forEach(
            entry -> {
              if (entry.data() instanceof Pointer pointer) {
                instances.add(pointer.name());
              }
            });
    if (instances.isEmpty()) {
      return List.of();
    }
    List<Multiaddr> found = new ArrayList<>();
    entries(response)
        .filter(entry -> instances.contains(entry.name()))
        .forEach(entry -> collect(entry, sender, sameHost, found));
    found.sort(Comparator.comparing(address -> !isAt(address, sender)));
    return found;
  }

  private static Stream<Entry> entries(MdnsMessage message) {
    return Stream.concat(message.answers().stream(), message.additionals().stream())
        .filter(entry -> entry.ttlSeconds() > 0);
  }

  private void collect(Entry entry, InetAddress sender, boolean sameHost, List<Multiaddr> found) {
    if (!(entry.data() instanceof Texts texts)) {
      return;
    }
    for (byte[] string : texts.strings()) {
      if (found.size() >= MAX_ADDRESSES) {
        return;
      }
      address(string)
          .filter(address -> isOfAnotherPeer(address) && !found.contains(address))
          .filter(address -> isCredible(address, sender, sameHost))
          .ifPresent(found::add);
    }
  }

  private static Optional<Multiaddr> address(byte[] string) {
    String text = new String(string, StandardCharsets.UTF_8);
    if (string.length > MAX_ADDRESS_BYTES || !text.startsWith(MdnsAnswers.DNSADDR)) {
      return Optional.empty();
    }
    return Addresses.parse(text.substring(MdnsAnswers.DNSADDR.length()));
  }

  private boolean isOfAnotherPeer(Multiaddr address) {
    return address.peer().filter(peer -> !peer.equals(self)).isPresent();
  }

  private boolean isCredible(Multiaddr address, InetAddress sender, boolean sameHost) {
    Optional<InetAddress> ip = Addresses.ip(address);
    if (ip.isEmpty() || !Addresses.isDialable(address)) {
      return false; // a name would have to be looked up for a stranger
    }
    if (ip.get().isLoopbackAddress()) {
      return sameHost;
    }
    return Addresses.isPrivate(ip.get())
        || ip.get().equals(sender)
        || subnets.stream().anyMatch(subnet -> subnet.contains(ip.get()));
  }

  private static boolean isAt(Multiaddr address, InetAddress sender) {
    return Addresses.ip(address).filter(sender::equals).isPresent();
  }
}
