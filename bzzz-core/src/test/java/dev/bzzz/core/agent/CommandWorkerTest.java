package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.testkit.FolderWorkspace;
import dev.bzzz.core.testkit.SampleWork;
import dev.bzzz.core.testkit.WorkerContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandWorkerTest extends WorkerContract {
  @TempDir Path scripts;

  @Override
  protected Worker worker(Behaviour behaviour) {
    return switch (behaviour) {
      case DOES_THE_TASK ->
          shell(
              "echo hello > greeting.txt\nmkdir -p tests\ncat > tests/greeting.sh << 'END'\n"
                  + SampleWork.GREETING_TEST
                  + "\nEND\n");
      case CHANGES_NOTHING -> shell("true");
      case BREAKS_THE_TESTS -> shell(": > src/notes.txt");
      case NEVER_ENDS -> shell("sleep 100");
    };
  }

  @Test
  void aCommandThatFailsIsAFailureWithTheEndOfItsOutput() throws Exception {
    String reason = assertFailed(work(shell("echo one; echo two >&2; exit 3"), workspace()));

    assertThat(reason).contains("exit code 3", "two");
  }

  @Test
  void whatIsShownOfALongOutputBeginsWithAWholeWord() throws Exception {
    String reason =
        assertFailed(work(shell("printf '/home/ann/%0200d/x %0200d' 1 2; exit 3"), workspace()));

    assertThat(reason).contains(": 000").doesNotContain("/x");
  }

  @Test
  void theFolderOfTheCommandIsNotPublished() throws Exception {
    Path script = scripts.resolve("chore.sh");
    Files.writeString(script, "echo hello > greeting.txt; mkdir -p tests; echo true > tests/t.sh");

    WorkResult result = work(new CommandWorker(List.of("sh", script.toString())), workspace());

    assertThat(((WorkResult.Succeeded) result).summary())
        .isEqualTo("Done by the command `sh [local path]`.");
  }

  @Test
  void aCommandThatDoesNotExistIsNamed() throws Exception {
    String reason = assertFailed(work(new CommandWorker(List.of("no-such-program")), workspace()));

    assertThat(reason).contains("no-such-program");
  }

  @Test
  void theCommandIsToldTheTask() throws Exception {
    FolderWorkspace workspace = workspace();

    work(
        shell("mkdir -p tests; printf '%s|%s' \"$BZZZ_TASK\" \"$BZZZ_TITLE\" > tests/seen"),
        workspace);

    assertThat(workspace.root().resolve("tests/seen"))
        .hasContent("owner/repo#2|Greeting says helo");
  }

  private static Worker shell(String script) {
    return new CommandWorker(List.of("sh", "-c", script));
  }
}
