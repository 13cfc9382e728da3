package dev.bzzz.core;

import java.util.regex.Pattern;

/**
 * Finds addresses that hold a password or token, such as {@code https://token@host/}. The plain
 * user of an ssh address, {@code ssh://git@host/}, is none.
 */
public final class AddressLogin {
  // A port is no password. Every repetition is possessive or bounded.
  private static final Pattern LOGIN =
      Pattern.compile(
          "(?i)(?<![a-z0-9+.-])(?!(?:[a-z]{1,8}\\+)?ssh(?:\\+[a-z]{1,8})?://[^/?#@:\\s]*+@)"
              + "([a-z][a-z0-9+.-]{0,20}+://)(?!@)"
              + "[^/?#@:\\s]*+(?::(?!\\d{1,5}+(?:[/?#\\s]|$))\\S{0,1000})?@");

  private AddressLogin() {}

  /** Whether the text has such an address in it. */
  public static boolean in(String text) {
    return LOGIN.matcher(text).find();
  }

  /** The text without what stands before the hosts of such addresses. */
  public static String without(String text) {
    return LOGIN.matcher(text).replaceAll("$1");
  }
}
