package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class BzzzTest {
  @Test
  void aCommandThatIsSetUpAloneIsTheSameAsAmongTheOthers() {
    var all = Bzzz.commandLine(java.util.Map.of()).getSubcommands();

    for (String name : all.keySet()) {
      var alone = Bzzz.commandLine(java.util.Map.of(), "--json", name, "--help");
      assertThat(alone.getSubcommands().get(name).getUsageMessage())
          .isEqualTo(all.get(name).getUsageMessage());
    }
    assertThat(Bzzz.commandLine(java.util.Map.of(), "demo").getSubcommands()).hasSize(1);
  }

  @Test
  void helpNamesTheCommands() {
    Cli.Ended help = Cli.run("--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).startsWith("Usage: bzzz").contains("init", "task", "version");
    assertThat(help.err()).isEmpty();
  }

  @Test
  void everyCommandHasHelpAndJson() {
    everyCommandHasHelpAndJson(Bzzz.commandLine(java.util.Map.of()));
  }

  private static void everyCommandHasHelpAndJson(CommandLine command) {
    assertThat(command.getCommandSpec().optionsMap()).containsKeys("--help", "--json", "--verbose");
    command.getSubcommands().values().forEach(BzzzTest::everyCommandHasHelpAndJson);
  }

  @Test
  void versionSaysWhichBzzzAndWhichJava() {
    assertThat(Cli.run("version").out()).contains("bzzz ", "java " + Runtime.version());
    assertThat(Cli.run("version", "--json").json().get("java").asText())
        .isEqualTo(Runtime.version().toString());
    assertThat(Cli.run("--json", "version").json().has("version")).isTrue();
    assertThat(Cli.run("--version").out()).startsWith("bzzz ");
  }

  @Test
  void completionIsAScriptForTheseCommands() {
    assertThat(Cli.run("generate-completion").out())
        .contains("bzzz", "--forge-dir", "init", "complete");
    assertThat(Cli.run("generate-completion", "--json").json().get("script").asText())
        .isEqualTo(Cli.run("generate-completion").out());
  }

  @Test
  void anUnknownCommandSuggestsAKnownOne() {
    Cli.Ended ended = Cli.run("tsk", "--json");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .isEqualTo(
            "bzzz: unknown command or argument 'tsk', did you mean 'task'?; help: bzzz --help\n");
    assertThat(ended.json().at("/error/message").asText()).contains("did you mean 'task'?");
  }

  @Test
  void anUnknownOptionSuggestsAKnownOne() {
    assertThat(Cli.run("version", "--jsn").err())
        .isEqualTo(
            "bzzz: unknown option '--jsn', did you mean '--json'?; help: bzzz version --help\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "init --import https://ann:hunter2@x/y.git|--import",
        "task list --forge-dir=https://hunter2@x|--forge-dir",
        "task show --json ssh://git:hunter2@x/acme/shop#1|--json",
        "hunt http://hunter2@x|argument 2",
      })
  void anAddressWithAPasswordIsRefusedAndNotShown(String words, String name) {
    Cli.Ended ended = Cli.run((Object[]) words.split(" "));

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .isEqualTo(
            "bzzz: "
                + name
                + " holds an address with a password or token in it; write the address without"
                + " what stands before its '@', for others can read a command line; help: bzzz"
                + " --help\n");
    assertThat(ended.out()).doesNotContain("hunter2");
  }

  @Test
  void noErrorShowsAPasswordOfAnAddress() {
    assertThat(Cli.run("task", "show", "see https://ann:hunter2@x/y").err())
        .contains("'see https://x/y'");
    assertThat(Cli.run("task", "show", "ssh://git@x/y").err()).contains("'ssh://git@x/y'");
    assertThat(Cli.run("task", "show", "git@x:a/b#c").err()).contains("'git@x:a/b#c'");
  }

  @Test
  void noCommandIsWrongUsage() {
    Cli.Ended ended = Cli.run();

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .startsWith("bzzz: a command is missing; one of: demo, init, run, task,");
  }

  @Test
  void errorsCannotSteerTheTerminal() {
    assertThat(Cli.run("\u001b[31mx").err()).contains("'\uFFFD[31mx'").doesNotContain("\u001b");
  }

  @Test
  void aStackTraceIsShownOnlyWhenAskedFor() {
    assertThat(Cli.run("task", "list", "--forge-dir", "/no/where").err()).doesNotContain("\tat ");
    assertThat(Cli.run("task", "list", "--forge-dir", "/no/where", "--verbose").err())
        .contains("\tat ");
  }
}
