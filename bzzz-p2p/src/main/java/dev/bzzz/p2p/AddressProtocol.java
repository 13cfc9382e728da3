package dev.bzzz.p2p;

import dev.bzzz.p2p.Multiaddr.Component;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The protocols that may stand in an address. Bzzz dials TCP only; the others are known so that
 * addresses with them can be read and shown.
 *
 * @see <a href="https://github.com/multiformats/multicodec/blob/master/table.csv">Their codes</a>
 */
public enum AddressProtocol {
  /** An IPv4 address. */
  IP4(4, AddressValue.IP4),
  /** A TCP port. */
  TCP(6, AddressValue.PORT),
  /** An IPv6 address. */
  IP6(41, AddressValue.IP6),
  /** The interface that a link-local IPv6 address behind it belongs to. */
  IP6ZONE(42, AddressValue.ZONE),
  /** A host name, to be resolved to IPv4 and IPv6. */
  DNS(53, AddressValue.NAME),
  /** A host name, to be resolved to IPv4. */
  DNS4(54, AddressValue.NAME),
  /** A host name, to be resolved to IPv6. */
  DNS6(55, AddressValue.NAME),
  /** A name whose TXT records hold addresses. */
  DNSADDR(56, AddressValue.NAME),
  /** A UDP port. */
  UDP(273, AddressValue.PORT),
  /** Through another peer. */
  P2P_CIRCUIT(290, AddressValue.NONE),
  /** The peer. */
  P2P(421, AddressValue.PEER),
  /** QUIC, version 1. */
  QUIC_V1(461, AddressValue.NONE),
  /** WebSocket. */
  WS(477, AddressValue.NONE),
  /** WebSocket over TLS. */
  WSS(478, AddressValue.NONE);

  private static final Map<String, AddressProtocol> BY_TEXT =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(AddressProtocol::text, Function.identity()));
  private static final Map<Integer, AddressProtocol> BY_CODE =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(AddressProtocol::code, Function.identity()));

  private final int code;
  private final AddressValue value;
  private final String text;

  AddressProtocol(int code, AddressValue value) {
    this.code = code;
    this.value = value;
    this.text = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** Its name in text, such as {@code ip4}. */
  public String text() {
    return text;
  }

  /** Whether a value follows its name. */
  public boolean hasValue() {
    return value != AddressValue.NONE;
  }

  /** Whether it names a host: an IP address or a name. */
  public boolean isHost() {
    return value == AddressValue.IP4 || value == AddressValue.IP6 || value == AddressValue.NAME;
  }

  int code() {
    return code;
  }

  /** How many bytes its value has, or -1 when their number is written before them. */
  int fixedBytes() {
    return value.fixedBytes();
  }

  byte[] encode(String text) {
    return value.encode(text);
  }

  /** A component with this value in its usual form. */
  Component component(String text) {
    return new Component(this, value.decode(value.encode(text)));
  }

  Component component(byte[] bytes) {
    return new Component(this, value.decode(bytes));
  }

  static Optional<AddressProtocol> ofText(String text) {
    return Optional.ofNullable(BY_TEXT.get(text));
  }

  static Optional<AddressProtocol> ofCode(long code) {
    return code > Integer.MAX_VALUE
        ? Optional.empty()
        : Optional.ofNullable(BY_CODE.get((int) code));
  }
}
