package dev.bzzz.examples.cli;

import dev.bzzz.core.AddressLogin;
import picocli.CommandLine;

/**
 * A command line that takes no address with a password or token: everybody on the machine can read
 * it, and shells keep it.
 */
final class StrictCommandLine extends CommandLine {
  StrictCommandLine(Object command) {
    super(command);
  }

  @Override
  public ParseResult parseArgs(String... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      // Longer texts are what people write, of which some speak of addresses.
      if (AddressLogin.in(argument) && argument.chars().noneMatch(Character::isWhitespace)) {
        throw new ParameterException(
            this,
            name(arguments, i)
                + " holds an address with a password or token in it; write the address without"
                + " what stands before its '@', for others can read a command line");
      }
    }
    return super.parseArgs(arguments);
  }

  /** The option that the argument belongs to, or its place. */
  private static String name(String[] arguments, int index) {
    if (arguments[index].matches("--[a-z-]+=.*")) {
      return arguments[index].substring(0, arguments[index].indexOf('='));
    }
    boolean value = index > 0 && arguments[index - 1].matches("--[a-z-]+");
    return value ? arguments[index - 1] : "argument " + (index + 1);
  }
}
