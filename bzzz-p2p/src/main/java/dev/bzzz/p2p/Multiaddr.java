package dev.bzzz.p2p;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An address that says how to reach a peer, layer by layer: {@code
 * /ip4/192.0.2.1/tcp/4001/p2p/12D3KooW…}.
 *
 * <p>Two addresses are equal when their bytes are. Addresses from peers are claims: nothing says
 * that anybody listens there, or that it is the peer that it names. Immutable.
 *
 * @see <a href="https://github.com/multiformats/multiaddr">multiaddr</a>
 */
public final class Multiaddr {
  /** Most bytes of an address. */
  public static final int MAX_BYTES = 1024;

  /** Most components of an address. */
  public static final int MAX_COMPONENTS = 16;

  private final List<Component> components;
  private final byte[] bytes;

  /**
   * One layer of an address.
   *
   * @param protocol what it is
   * @param value its value as it is written in text; empty for protocols without one
   */
  public record Component(AddressProtocol protocol, String value) {
    @Override
    public String toString() {
      return "/" + protocol.text() + (protocol.hasValue() ? "/" + value : "");
    }
  }

  Multiaddr(List<Component> components) {
    this.components = List.copyOf(components);
    this.bytes = MultiaddrBytes.encode(this.components);
  }

  /**
   * Reads an address as people write it. {@code /ipfs/…} is taken for {@code /p2p/…}, and the peer
   * may be a CID.
   *
   * @throws IllegalArgumentException if it is none; the message names the part that is wrong and
   *     says what may stand there
   */
  public static Multiaddr parse(String text) {
    return MultiaddrText.parse(text);
  }

  /**
   * Reads an address from the wire.
   *
   * @throws IllegalArgumentException if it is none, or holds a protocol that Bzzz does not know:
   *     whoever reads a list of addresses leaves that one out
   */
  public static Multiaddr ofBytes(byte[] bytes) {
    return MultiaddrBytes.decode(bytes);
  }

  /** The address of a TCP socket: of its IP address, or of its host's name if it has none. */
  public static Multiaddr ofTcp(InetSocketAddress socket) {
    InetAddress ip = socket.getAddress();
    List<Component> components = new ArrayList<>(3);
    if (ip == null) {
      components.add(AddressProtocol.DNS.component(socket.getHostString()));
    } else if (ip instanceof Inet6Address six) {
      String zone = zone(six);
      if (zone != null) {
        components.add(AddressProtocol.IP6ZONE.component(zone));
      }
      components.add(new Component(AddressProtocol.IP6, Ip6Text.format(six.getAddress())));
    } else {
      components.add(new Component(AddressProtocol.IP4, ip.getHostAddress()));
    }
    components.add(AddressProtocol.TCP.component(Integer.toString(socket.getPort())));
    return new Multiaddr(components);
  }

  /** The layers, from the outermost. */
  public List<Component> components() {
    return components;
  }

  /** The address as it travels. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The peer that the address leads to, if it ends with one. */
  public Optional<PeerId> peer() {
    return endsWithPeer()
        ? Optional.of(PeerId.parse(components.get(components.size() - 1).value()))
        : Optional.empty();
  }

  /** This address with this peer at its end, in place of any that stands there. */
  public Multiaddr withPeer(PeerId peer) {
    List<Component> all = new ArrayList<>(withoutPeer().components);
    all.add(new Component(AddressProtocol.P2P, peer.toString()));
    return new Multiaddr(all);
  }

  /** This address without the peer at its end; empty when there was nothing else. */
  public Multiaddr withoutPeer() {
    return endsWithPeer() ? new Multiaddr(components.subList(0, components.size() - 1)) : this;
  }

  /** The IP address or host name that the address begins with, after the zone if there is one. */
  public Optional<Component> host() {
    int at = hostIndex();
    return at < components.size() && components.get(at).protocol().isHost()
        ? Optional.of(components.get(at))
        : Optional.empty();
  }

  /** The TCP port right after the host. */
  public Optional<Integer> tcpPort() {
    int at = hostIndex() + 1;
    return host().isPresent()
            && at < components.size()
            && components.get(at).protocol() == AddressProtocol.TCP
        ? Optional.of(Integer.valueOf(components.get(at).value()))
        : Optional.empty();
  }

  /** Whether it is a host, a TCP port and perhaps a peer, and nothing else: what Bzzz can dial. */
  public boolean isTcp() {
    int rest = components.size() - hostIndex() - 2;
    return tcpPort().isPresent() && (rest == 0 || rest == 1 && endsWithPeer());
  }

  /**
   * The TCP socket to dial; empty when this is not {@link #isTcp()}. It is unresolved when the host
   * is a name, or an IPv6 address with a zone ({@code fe80::1%eth0}), and nothing is looked up
   * here.
   */
  public Optional<InetSocketAddress> tcpSocket() {
    if (!isTcp()) {
      return Optional.empty();
    }
    Component host = host().orElseThrow();
    int port = tcpPort().orElseThrow();
    byte @Nullable [] ip =
        switch (host.protocol()) {
          case IP4, IP6 -> host.protocol().encode(host.value());
          default -> null;
        };
    if (ip == null) {
      return Optional.of(InetSocketAddress.createUnresolved(host.value(), port));
    }
    if (hostIndex() > 0) {
      return Optional.of(
          InetSocketAddress.createUnresolved(host.value() + "%" + components.get(0).value(), port));
    }
    try {
      return Optional.of(new InetSocketAddress(InetAddress.getByAddress(ip), port));
    } catch (UnknownHostException e) {
      throw new AssertionError("an IP address has 4 or 16 bytes", e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Multiaddr address && Arrays.equals(bytes, address.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The address as people write it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    components.forEach(text::append);
    return text.length() == 0 ? "/" : text.toString();
  }

  private int hostIndex() {
    return !components.isEmpty() && components.get(0).protocol() == AddressProtocol.IP6ZONE ? 1 : 0;
  }

  private boolean endsWithPeer() {
    return !components.isEmpty()
        && components.get(components.size() - 1).protocol() == AddressProtocol.P2P;
  }

  /** Only a link-local address needs it, though those of interfaces come with it as well. */
  private static @Nullable String zone(Inet6Address address) {
    if (!address.isLinkLocalAddress()) {
      return null;
    }
    if (address.getScopedInterface() != null) {
      return address.getScopedInterface().getName();
    }
    return address.getScopeId() == 0 ? null : Integer.toString(address.getScopeId());
  }
}
