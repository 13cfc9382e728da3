package dev.bzzz.examples.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
    StandardOutput out = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    CommandLine command =
        commandLine(System.getenv(), arguments)
            .setOut(new PrintWriter(out, false, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    int exitCode = command.execute(arguments);
    command.getOut().flush();
    System.exit(out.failure().map(why -> lost(why, exitCode)).orElse(exitCode));
  }

  /** Whoever has only the exit code must not take a result for complete that is not. */
  private static int lost(String why, int exitCode) {
    System.err.println("bzzz: cannot write the result to standard output: " + why);
    return exitCode == CommandExit.DONE ? CommandExit.FAILED : exitCode;
  }

  /**
   * All commands.
   *
   * @param environment the process's variables
   */
  static CommandLine commandLine(Map<String, String> environment) {
    List<Supplier<CommandLine>> all = new ArrayList<>(commands(environment).values());
    all.add(() -> new CommandLine(new CompletionCommand())); // it asks the others
    return with(all);
  }

  /**
   * The command that the words call, alone when it is known: to set up all of them is a third of
   * what a short command costs.
   *
   * @param environment the process's variables
   */
  static CommandLine commandLine(Map<String, String> environment, String... words) {
    Map<String, Supplier<CommandLine>> commands = commands(environment);
    return Stream.of(words)
        .filter(word -> !word.startsWith("-"))
        .findFirst()
        .filter(commands::containsKey)
        .map(name -> with(List.of(commands.get(name))))
        .orElseGet(() -> commandLine(environment));
  }

  private static CommandLine with(Collection<Supplier<CommandLine>> commands) {
    CommandLine bzzz = new StrictCommandLine(new Bzzz());
    commands.forEach(each -> bzzz.addSubcommand(each.get()));
    Errors errors = new Errors();
    return bzzz.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setExecutionExceptionHandler(errors)
        .setParameterExceptionHandler(errors);
  }

  private static Map<String, Supplier<CommandLine>> commands(Map<String, String> environment) {
    Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
    commands.put("demo", () -> new CommandLine(new DemoCommand()));
    commands.put("init", () -> new CommandLine(new InitCommand(environment)));
    commands.put("run", () -> new CommandLine(new RunCommand(environment)));
    commands.put(
        "task",
        () ->
            new CommandLine(new TaskCommand())
                .addSubcommand(new TaskListCommand(environment))
                .addSubcommand(new TaskShowCommand(environment))
                .addSubcommand(new TaskCreateCommand(environment))
                .addSubcommand(new TaskCloseCommand(environment)));
    commands.put("claims", () -> ClaimsCommand.commandLine(environment));
    commands.put("policy", () -> PolicyCommand.commandLine(environment));
    commands.put(
        "audit",
        () ->
            new CommandLine(new AuditCommand())
                .addSubcommand(new AuditVerifyCommand())
                .addSubcommand(new AuditAccessCommand()));
    commands.put(
        "forge",
        () ->
            new CommandLine(new ForgeCommand())
                .addSubcommand(new ForgeInitCommand())
                .addSubcommand(new ForgeServeCommand(environment))
                .addSubcommand(new ForgeDoctorCommand())
                .addSubcommand(new ForgeCheckCommand(environment))
                .addSubcommand(new ForgeSeedCommand(environment)));
    commands.put("peer", () -> PeerCommand.commandLine(environment));
    commands.put("doctor", () -> DoctorCommand.commandLine(environment));
    commands.put(
        "bench",
        () ->
            new CommandLine(new BenchCommand())
                .addSubcommand(new BenchClaimsCommand())
                .addSubcommand(new BenchMeshCommand())
                .addSubcommand(new BenchPathCommand())
                .addSubcommand(new BenchForgeCommand()));
    commands.put(
        "sim",
        () ->
            new CommandLine(new SimCommand())
                .addSubcommand(new SimReplayCommand())
                .addSubcommand(new SimMutantsCommand()));
    commands.put("version", () -> new CommandLine(new VersionCommand()));
    return commands;
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
