package dev.bzzz.p2p;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The kinds of values that an address may hold. Text and bytes of a value say the same; what cannot
 * be a value is an {@link IllegalArgumentException} that says what may be one.
 */
enum AddressValue {
  NONE(0) {
    @Override
    byte[] encode(String text) {
      return new byte[0];
    }

    @Override
    String decode(byte[] bytes) {
      return "";
    }
  },
  IP4(4) {
    @Override
    byte[] encode(String text) {
      return Ip6Text.parse4(text)
          .orElseThrow(
              () -> new IllegalArgumentException("an IPv4 address is written such as 192.0.2.1"));
    }

    @Override
    String decode(byte[] bytes) {
      return Ip6Text.format4(bytes, 0);
    }
  },
  IP6(16) {
    @Override
    byte[] encode(String text) {
      return Ip6Text.parse(text)
          .orElseThrow(
              () -> new IllegalArgumentException("an IPv6 address is written such as 2001:db8::1"));
    }

    @Override
    String decode(byte[] bytes) {
      return Ip6Text.format(bytes);
    }
  },
  PORT(2) {
    @Override
    byte[] encode(String text) {
      int port = DECIMAL.matcher(text).matches() ? Integer.parseInt(text) : Integer.MAX_VALUE;
      if (port > MAX_PORT) {
        throw new IllegalArgumentException("a port is a number from 0 to " + MAX_PORT);
      }
      return new byte[] {(byte) (port >>> 8), (byte) port};
    }

    @Override
    String decode(byte[] bytes) {
      return Integer.toString((bytes[0] & 0xff) << 8 | bytes[1] & 0xff);
    }
  },
  NAME(-1) {
    @Override
    byte[] encode(String text) {
      if (!HOST.matcher(text).matches()) {
        throw new IllegalArgumentException(
            "a host name has 1 to 253 of the characters a-z, A-Z, 0-9, '-', '_' and '.'; others are"
                + " written in Punycode (xn--…)");
      }
      return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    String decode(byte[] bytes) {
      return checked(bytes);
    }
  },
  ZONE(-1) {
    @Override
    byte[] encode(String text) {
      if (!INTERFACE.matcher(text).matches()) {
        throw new IllegalArgumentException(
            "a zone is the name or the number of an interface, such as eth0");
      }
      return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    String decode(byte[] bytes) {
      return checked(bytes);
    }
  },
  PEER(-1) {
    @Override
    byte[] encode(String text) {
      return PeerId.parse(text).bytes();
    }

    @Override
    String decode(byte[] bytes) {
      return PeerId.ofBytes(bytes).toString();
    }
  };

  private static final int MAX_PORT = 65535;
  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,4}");
  private static final Pattern HOST = Pattern.compile("[a-zA-Z0-9._-]{1,253}");
  private static final Pattern INTERFACE = Pattern.compile("[a-zA-Z0-9._:@-]{1,64}");

  private final int fixedBytes;

  AddressValue(int fixedBytes) {
    this.fixedBytes = fixedBytes;
  }

  int fixedBytes() {
    return fixedBytes;
  }

  abstract byte[] encode(String text);

  abstract String decode(byte[] bytes);

  String checked(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    encode(text);
    return text;
  }
}
