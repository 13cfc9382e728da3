package dev.bzzz.examples.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the user called Bzzz, so that commands in messages can be pasted. */
final class Launcher {
  /** Set by the launcher script. */
  static final String PROPERTY = "bzzz.command";

  private static final Pattern COMMAND =
      Pattern.compile("(?<=^|['`]|help: |next: |then: |step by step: )bzzz(?= [a-z-])");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private Launcher() {}

  /** The same message, its commands with the words the user began with. */
  static String asCalled(String message) {
    String called = System.getProperty(PROPERTY, "bzzz");
    return COMMAND.matcher(message).replaceAll(Matcher.quoteReplacement(quoted(called)));
  }

  /** The word as a shell takes it for one. */
  static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
