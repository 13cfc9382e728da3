package dev.bzzz.p2p;

import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses in text: read as RFC 4291 has them, written as RFC 5952 wants them. */
final class Ip6Text {
  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
  private static final int GROUPS = 8;
  private static final int MAX_CHARACTERS = 45;

  private Ip6Text() {}

  static Optional<byte[]> parse4(String text) {
    String[] parts = text.split("\\.", -1);
    byte[] bytes = new byte[4];
    if (parts.length != bytes.length) {
      return Optional.empty();
    }
    for (int i = 0; i < bytes.length; i++) {
      if (!DECIMAL.matcher(parts[i]).matches() || Integer.parseInt(parts[i]) > 255) {
        return Optional.empty();
      }
      bytes[i] = (byte) Integer.parseInt(parts[i]);
    }
    return Optional.of(bytes);
  }

  static String format4(byte[] bytes, int from) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      text.append(i == 0 ? "" : ".").append(bytes[from + i] & 0xff);
    }
    return text.toString();
  }

  static Optional<byte[]> parse(String text) {
    if (text.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text, GROUPS);
    }
    // At least one group is left out; a second gap fails as an empty group.
    Optional<byte[]> head = gap == 0 ? Optional.of(new byte[0]) : groups(text.substring(0, gap), 0);
    String rest = text.substring(gap + 2);
    Optional<byte[]> tail = rest.isEmpty() ? Optional.of(new byte[0]) : groups(rest, 0);
    if (head.isEmpty()
        || tail.isEmpty()
        || head.get().length + tail.get().length > 2 * (GROUPS - 1)
        || gap > 0 && text.lastIndexOf('.', gap) >= 0) {
      return Optional.empty();
    }
    byte[] bytes = new byte[2 * GROUPS];
    System.arraycopy(head.get(), 0, bytes, 0, head.get().length);
    System.arraycopy(tail.get(), 0, bytes, bytes.length - tail.get().length, tail.get().length);
    return Optional.of(bytes);
  }

  /** The bytes of groups without a gap; an IPv4 address may stand in place of the last two. */
  private static Optional<byte[]> groups(String text, int exactly) {
    String[] parts = text.split(":", -1);
    Optional<byte[]> ip4 = parse4(parts[parts.length - 1]);
    int plain = parts.length - (ip4.isPresent() ? 1 : 0);
    int count = plain + (ip4.isPresent() ? 2 : 0);
    if (exactly > 0 ? count != exactly : count > GROUPS) {
      return Optional.empty();
    }
    byte[] bytes = new byte[2 * count];
    for (int i = 0; i < plain; i++) {
      if (!GROUP.matcher(parts[i]).matches()) {
        return Optional.empty();
      }
      int group = Integer.parseInt(parts[i], 16);
      bytes[2 * i] = (byte) (group >>> 8);
      bytes[2 * i + 1] = (byte) group;
    }
    ip4.ifPresent(last -> System.arraycopy(last, 0, bytes, 2 * plain, last.length));
    return Optional.of(bytes);
  }

  static String format(byte[] bytes) {
    if (isMapped(bytes)) {
      return "::ffff:" + format4(bytes, 12);
    }
    int gap = -1; // the longest run of zero groups, the first of several; one group is no run
    int gapLength = 1;
    for (int i = 0; i < GROUPS; i++) {
      int run = 0;
      while (i + run < GROUPS && group(bytes, i + run) == 0) {
        run++;
      }
      if (run > gapLength) {
        gap = i;
        gapLength = run;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == gap) {
        text.append("::");
        i += gapLength - 1;
      } else {
        text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
            .append(Integer.toHexString(group(bytes, i)));
      }
    }
    return text.toString();
  }

  private static boolean isMapped(byte[] bytes) {
    for (int i = 0; i < 5; i++) {
      if (group(bytes, i) != 0) {
        return false;
      }
    }
    return group(bytes, 5) == 0xffff;
  }

  private static int group(byte[] bytes, int index) {
    return (bytes[2 * index] & 0xff) << 8 | bytes[2 * index + 1] & 0xff;
  }
}
