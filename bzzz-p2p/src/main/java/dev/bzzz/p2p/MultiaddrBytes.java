package dev.bzzz.p2p;

import dev.bzzz.p2p.Multiaddr.Component;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Addresses as they travel: for each component its code and then its value, whose length stands
 * before it where the protocol leaves it open.
 */
final class MultiaddrBytes {
  private final byte[] bytes;
  private int at;

  private MultiaddrBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  static byte[] encode(List<Component> components) {
    if (components.size() > Multiaddr.MAX_COMPONENTS) {
      throw new IllegalArgumentException(
          "an address has at most " + Multiaddr.MAX_COMPONENTS + " components");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Component component : components) {
      byte[] value = component.protocol().encode(component.value());
      write(out, component.protocol().code());
      if (component.protocol().fixedBytes() < 0) {
        write(out, value.length);
      }
      out.writeBytes(value);
    }
    if (out.size() > Multiaddr.MAX_BYTES) {
      throw new IllegalArgumentException(
          "an address has at most " + Multiaddr.MAX_BYTES + " bytes");
    }
    return out.toByteArray();
  }

  static Multiaddr decode(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > Multiaddr.MAX_BYTES) {
      throw new IllegalArgumentException(
          "an address has 1 to " + Multiaddr.MAX_BYTES + " bytes, not " + bytes.length);
    }
    MultiaddrBytes reader = new MultiaddrBytes(bytes);
    List<Component> components = new ArrayList<>();
    while (reader.at < bytes.length) {
      components.add(reader.component());
    }
    return new Multiaddr(components);
  }

  private Component component() {
    int code = integer();
    AddressProtocol protocol =
        AddressProtocol.ofCode(code)
            .orElseThrow(
                () -> new IllegalArgumentException("an address with the unknown protocol " + code));
    int length = protocol.fixedBytes() < 0 ? integer() : protocol.fixedBytes();
    if (length > bytes.length - at) {
      throw new IllegalArgumentException("an address that ends within " + protocol.text());
    }
    byte[] value = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return protocol.component(value);
  }

  /** An integer of at most four bytes: codes and lengths are far smaller than that. */
  private int integer() {
    int value = 0;
    for (int shift = 0; shift < 28 && at < bytes.length; shift += 7) {
      byte each = bytes[at++];
      value |= (each & 0x7f) << shift;
      if (each >= 0) {
        if (each == 0 && shift > 0) {
          break;
        }
        return value;
      }
    }
    throw new IllegalArgumentException("an address with an integer that is not written well");
  }

  private static void write(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest > 0x7f) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
