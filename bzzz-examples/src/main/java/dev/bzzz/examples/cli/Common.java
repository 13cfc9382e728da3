package dev.bzzz.examples.cli;

/** Names of the options that even a failed parse has to look for. */
final class Common {
  static final String JSON = "--json";
  static final String VERBOSE = "--verbose";

  private Common() {}
}
