package dev.bzzz.examples.cli;

import dev.bzzz.core.AddressLogin;
import dev.bzzz.core.BzzzException;
import dev.bzzz.examples.agent.ConfigException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns every error into one line on standard error and, with {@code --json}, one document. */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {
  /** How picocli starts some of its messages. */
  private static final String LIBRARY = "Error: ";

  @Override
  public int handleExecutionException(Exception error, CommandLine command, ParseResult result) {
    List<String> arguments = result == null ? List.of() : result.originalArgs();
    if (error instanceof ParameterException wrong) {
      return handleParseException(wrong, arguments.toArray(new String[0]));
    }
    if (arguments.contains(Common.VERBOSE) || arguments.stream().anyMatch(a -> a.matches("-v+"))) {
      error.printStackTrace(command.getErr());
    }
    if (error instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return tell(command, arguments, "interrupted", CommandExit.FAILED);
    }
    if (error instanceof BzzzException) {
      boolean usage = error instanceof ConfigException;
      return tell(
          command,
          arguments,
          String.valueOf(error.getMessage()),
          usage ? CommandExit.WRONG_USAGE : CommandExit.FAILED);
    }
    return tell(
        command,
        arguments,
        "unexpected "
            + error.getClass().getSimpleName()
            + (error.getMessage() == null ? "" : ": " + error.getMessage())
            + "; run it again with --verbose and report what it prints",
        CommandExit.FAILED);
  }

  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    return tell(
        command,
        List.of(arguments),
        message(error) + "; help: " + command.getCommandSpec().qualifiedName() + " --help",
        CommandExit.WRONG_USAGE);
  }

  private static String message(ParameterException error) {
    if (error instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().get(0);
      boolean option = word.startsWith("-");
      List<String> near = option ? List.of() : unmatched.getSuggestions();
      if (option) {
        near = unmatched.getSuggestions().stream().filter(s -> s.startsWith("-")).toList();
      }
      return "unknown "
          + (option ? "option" : "command or argument")
          + " '"
          + word
          + "'"
          + (near.isEmpty() ? "" : ", did you mean '" + near.get(0) + "'?");
    }
    String message = String.valueOf(error.getMessage());
    return message.startsWith(LIBRARY) ? message.substring(LIBRARY.length()) : message;
  }

  private static int tell(
      CommandLine command, List<String> arguments, String message, int exitCode) {
    String line = Plain.line(AddressLogin.without(Launcher.asCalled(message)));
    if (arguments.contains(Common.JSON)) {
      var document = Json.object();
      document
          .putObject("error")
          .put("what", command.getCommandSpec().qualifiedName())
          .put("message", line);
      Object called = command.getCommandSpec().userObject();
      command
          .getOut()
          .println(called instanceof BzzzCommand each ? each.text(document) : Json.write(document));
      command.getOut().flush();
    }
    command.getErr().println("bzzz: " + line);
    command.getErr().flush();
    return exitCode;
  }
}
