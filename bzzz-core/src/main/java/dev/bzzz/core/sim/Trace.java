package dev.bzzz.core.sim;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What happened in a run, one line each: when, where, what. The same scenario gives the same bytes
 * on every JVM. Immutable.
 */
public final class Trace {
  private final List<Line> lines;

  /**
   * One thing that happened.
   *
   * @param micros when, in microseconds since the start
   * @param who an agent, {@code host}, {@code mesh} or {@code fault}
   * @param what in words
   */
  public record Line(long micros, String who, String what) {
    @Override
    public String toString() {
      return clock(micros) + "  " + pad(who, 9) + "  " + what;
    }
  }

  Trace(List<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  /** All lines, in the order they happened. */
  public List<Line> lines() {
    return lines;
  }

  /** The lines that speak of one task, and what befell agents; for people who look for a cause. */
  public Trace of(long task) {
    String name = "#" + task;
    List<Line> kept = new ArrayList<>();
    for (Line line : lines) {
      if (speaksOf(line.what, name) || line.who.equals("fault")) {
        kept.add(line);
      }
    }
    return new Trace(kept);
  }

  /** The lines as UTF-8, each ended by a line feed. */
  public byte[] bytes() {
    return toString().getBytes(StandardCharsets.UTF_8);
  }

  /** SHA-256 of {@link #bytes}, in hexadecimal digits. */
  public String hash() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  /** A time as {@code h:mm:ss.mmmuuu}. */
  static String clock(long micros) {
    long seconds = micros / Micros.SECOND;
    String text = Long.toString(seconds / 3600);
    return text
        + ":"
        + digits(seconds / 60 % 60, 2)
        + ":"
        + digits(seconds % 60, 2)
        + "."
        + digits(micros % Micros.SECOND, 6);
  }

  private static String digits(long value, int count) {
    String text = Long.toString(value);
    return "0".repeat(count - text.length()) + text;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static boolean speaksOf(String what, String name) {
    int at = what.indexOf(name);
    while (at >= 0) {
      int end = at + name.length();
      if (end == what.length() || !Character.isDigit(what.charAt(end))) {
        return true;
      }
      at = what.indexOf(name, end);
    }
    return false;
  }
}
