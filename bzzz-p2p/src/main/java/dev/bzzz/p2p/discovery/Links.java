package dev.bzzz.p2p.discovery;

import dev.bzzz.p2p.AddressProtocol;
import dev.bzzz.p2p.Multiaddr;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The network interfaces of this host that were up at one moment, with their addresses.
 *
 * @param all ordered: real ones first, loopback last
 */
record Links(List<Link> all) {
  /** How many interfaces are looked at; a host with more has virtual ones of little interest. */
  static final int MAX_LINKS = 32;

  /**
   * One network interface.
   *
   * @param multicast whether it says that it can do multicast
   */
  record Link(
      NetworkInterface nif, boolean loopback, boolean multicast, List<InterfaceAddress> addresses) {
    Link {
      addresses = List.copyOf(addresses);
    }

    String name() {
      return nif.getName();
    }

    boolean has4() {
      return addresses.stream().anyMatch(it -> it.getAddress() instanceof Inet4Address);
    }

    boolean has6() {
      return addresses.stream().anyMatch(it -> !(it.getAddress() instanceof Inet4Address));
    }
  }

  Links {
    all = List.copyOf(all);
  }

  /** Looks at the interfaces as they are now; none when the system does not say. */
  static Links now() {
    List<Link> links = new ArrayList<>();
    try {
      NetworkInterface.networkInterfaces()
          .filter(Links::isUp)
          .sorted(Comparator.comparing(Links::isLoopback).thenComparing(NetworkInterface::getIndex))
          .limit(MAX_LINKS)
          .forEach(
              nif ->
                  links.add(
                      new Link(nif, isLoopback(nif), multicast(nif), nif.getInterfaceAddresses())));
    } catch (SocketException e) {
      return new Links(List.of());
    }
    return new Links(links);
  }

  /** Whether the same interfaces have the same addresses. */
  boolean sameAs(Links other) {
    return describe().equals(other.describe());
  }

  private List<String> describe() {
    return all.stream()
        .map(link -> link.name() + "/" + link.nif().getIndex() + link.addresses())
        .toList();
  }

  /** Whether it is an address of this host. */
  boolean isOwn(InetAddress address) {
    return all.stream()
        .flatMap(link -> link.addresses().stream())
        .anyMatch(own -> sameBytes(own.getAddress(), address));
  }

  /** Whether the address is one on a link of this host, so that no router was in between. */
  boolean isNeighbour(InetAddress address) {
    if (address.isLinkLocalAddress() || address.isLoopbackAddress()) {
      return true;
    }
    return subnets().stream().anyMatch(subnet -> subnet.contains(address));
  }

  /** The networks that this host is on. */
  List<Subnet> subnets() {
    return all.stream()
        .flatMap(link -> link.addresses().stream())
        .map(own -> new Subnet(own.getAddress(), own.getNetworkPrefixLength()))
        .toList();
  }

  /**
   * These addresses, where "every address of this host" is replaced by the ones it has; those that
   * others can reach come first.
   */
  List<Multiaddr> expand(List<Multiaddr> listening) {
    Set<Multiaddr> expanded = new LinkedHashSet<>();
    for (Multiaddr address : listening) {
      if (!isEveryAddress(address)) {
        expanded.add(address);
        continue;
      }
      boolean four = address.components().get(0).protocol() == AddressProtocol.IP4;
      int port = address.tcpPort().orElseThrow();
      for (Link link : all) {
        for (InterfaceAddress own : link.addresses()) {
          // A socket for every IPv6 address takes IPv4 connections as well.
          if (own.getAddress() instanceof Inet4Address || !four) {
            Multiaddr at = Multiaddr.ofTcp(new InetSocketAddress(own.getAddress(), port));
            expanded.add(address.peer().map(at::withPeer).orElse(at));
          }
        }
      }
    }
    return expanded.stream().filter(Addresses::isDialable).toList();
  }

  /** Whether it stands for every address of this host. */
  static boolean isEveryAddress(Multiaddr address) {
    return Addresses.ip(address).filter(InetAddress::isAnyLocalAddress).isPresent();
  }

  private static boolean sameBytes(InetAddress one, InetAddress other) {
    return java.util.Arrays.equals(one.getAddress(), other.getAddress());
  }

  private static boolean isUp(NetworkInterface nif) {
    try {
      return nif.isUp();
    } catch (SocketException e) {
      return false; // it has gone in the meantime
    }
  }

  private static boolean isLoopback(NetworkInterface nif) {
    try {
      return nif.isLoopback();
    } catch (SocketException e) {
      return false;
    }
  }

  private static boolean multicast(NetworkInterface nif) {
    try {
      return nif.supportsMulticast();
    } catch (SocketException e) {
      return false;
    }
  }
}
