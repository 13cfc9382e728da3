package dev.bzzz.examples.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command line. Each command prints its result on standard output and everything else on
 * standard error; exit code 0 is done, 1 failed, 2 wrong usage.
 */
@Command(
    name = Bzzz.NAME,
    description = "Coding agents that work as a swarm without a boss.",
    versionProvider = Bzzz.Version.class)
public final class Bzzz implements Callable<Integer> {
  /** What the program is called. */
  static final String NAME = "bzzz";

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  private boolean help;

  @Option(
      names = Common.JSON,
      scope = ScopeType.INHERIT,
      description = "print the result as one JSON document")
  private boolean json;

  @Option(
      names = {"-v", Common.VERBOSE},
      scope = ScopeType.INHERIT,
      description = "log to standard error what is done; twice: in detail")
  private boolean[] verbose = {};

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "show the version")
  private boolean version;

  private Bzzz() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // In UTF-8 whatever the locale says: titles of issues hold any character.
    System.setErr(
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    CommandLine command =
        commandLine(System.getenv())
            .setOut(
                new PrintWriter(
                    new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    int exitCode = command.execute(arguments);
    command.getOut().flush();
    System.exit(exitCode);
  }

  /**
   * All commands.
   *
   * @param environment the process's variables
   */
  static CommandLine commandLine(Map<String, String> environment) {
    Errors errors = new Errors();
    return new StrictCommandLine(new Bzzz())
        .addSubcommand(new DemoCommand())
        .addSubcommand(new InitCommand(environment))
        .addSubcommand(new RunCommand(environment))
        .addSubcommand(
            new CommandLine(new TaskCommand())
                .addSubcommand(new TaskListCommand(environment))
                .addSubcommand(new TaskShowCommand(environment))
                .addSubcommand(new TaskCreateCommand(environment))
                .addSubcommand(new TaskCloseCommand(environment)))
        .addSubcommand(ClaimsCommand.commandLine(environment))
        .addSubcommand(PolicyCommand.commandLine(environment))
        .addSubcommand(new CommandLine(new AuditCommand()).addSubcommand(new AuditVerifyCommand()))
        .addSubcommand(
            new CommandLine(new BenchCommand())
                .addSubcommand(new BenchClaimsCommand())
                .addSubcommand(new BenchPathCommand()))
        .addSubcommand(
            new CommandLine(new SimCommand())
                .addSubcommand(new SimReplayCommand())
                .addSubcommand(new SimMutantsCommand()))
        .addSubcommand(new VersionCommand())
        .addSubcommand(new CompletionCommand())
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setExecutionExceptionHandler(errors)
        .setParameterExceptionHandler(errors);
  }

  /** Whether the result is wanted as JSON. */
  boolean json() {
    return json;
  }

  /** How often {@code --verbose} was given. */
  int verbosity() {
    return verbose.length;
  }

  @Override
  public Integer call() {
    throw TaskCommand.missing(spec);
  }

  /** Tells picocli the version. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"bzzz " + VersionCommand.version()};
    }
  }
}
