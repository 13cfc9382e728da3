package dev.bzzz.core;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a secret is kept, which is all that configuration says of it: {@code env:NAME}, an
 * environment variable; {@code file:PATH}; or {@code command:PROGRAM ARGUMENTS}, whose output it
 * is. A command is run without a shell: words are parted by spaces, and quotes keep a word with
 * spaces together.
 *
 * @param kind what holds the secret
 * @param target name, path or command line
 */
public record SecretReference(Kind kind, String target) {
  private static final int MAX_LENGTH = 4096;
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,199}");
  private static final Pattern WORD =
      Pattern.compile("\\G\\s*(?:'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+))");

  /** What can hold a secret. */
  public enum Kind {
    /** An environment variable. */
    ENV,
    /** A file, read again when it was changed. */
    FILE,
    /** The output of a program. */
    COMMAND
  }

  /** Checks the target. */
  public SecretReference {
    boolean fine =
        !target.isBlank()
            && target.length() <= MAX_LENGTH
            && target.chars().noneMatch(Character::isISOControl);
    if (!fine || kind == Kind.ENV && !VARIABLE.matcher(target).matches()) {
      throw invalid(); // it may be the secret itself
    }
    if (kind == Kind.COMMAND) {
      words(target);
    }
  }

  /**
   * Reads a reference as it is written in configuration.
   *
   * @throws IllegalArgumentException if it is none; the message does not repeat the text, which may
   *     be the secret itself
   */
  public static SecretReference parse(String text) {
    for (Kind kind : Kind.values()) {
      if (text.startsWith(prefix(kind))) {
        return new SecretReference(kind, text.substring(prefix(kind).length()).strip());
      }
    }
    throw invalid();
  }

  /** The program and its arguments. */
  List<String> command() {
    return words(target);
  }

  /** The reference as it may be shown: without a command's arguments. */
  @Override
  public String toString() {
    return prefix(kind) + (kind == Kind.COMMAND ? command().get(0) : target);
  }

  private static String prefix(Kind kind) {
    return kind.name().toLowerCase(java.util.Locale.ROOT) + ":";
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    int end = 0;
    while (word.find()) {
      String found = word.group(1) != null ? word.group(1) : word.group(2);
      words.add(found != null ? found : word.group(3));
      end = word.end();
    }
    if (words.isEmpty() || !line.substring(end).isBlank()) {
      throw invalid();
    }
    return List.copyOf(words);
  }

  private static IllegalArgumentException invalid() {
    return new IllegalArgumentException(
        "a secret is given by reference: env:NAME, file:PATH or command:PROGRAM ARGUMENTS,"
            + " with every quote closed");
  }
}
