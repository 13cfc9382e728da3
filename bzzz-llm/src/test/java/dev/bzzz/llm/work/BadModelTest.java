package dev.bzzz.llm.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.agent.WorkResult;
import dev.bzzz.core.llm.ChatReply;
import dev.bzzz.core.llm.ToolCall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What comes of models that behave badly. */
class BadModelTest extends WorkerHarness {
  @Test
  void aModelThatLoopsIsStopped() throws Exception {
    Scripts script = new Scripts();
    for (int i = 0; i < 10; i++) {
      script.turn("read_file", "path", "greeting.txt");
    }

    assertThat(failure(script)).contains("goes round in circles").contains("read_file");
    assertThat(asked).hasSize(4);
  }

  @Test
  void aModelThatAnswersGarbageIsRemindedTwiceAndThenStopped() throws Exception {
    Scripts script = new Scripts().text("blah").text("{{{{").text("\u0000\u001b[2J").text("more");

    assertThat(failure(script)).isEqualTo("the model answers without calling a tool");
    assertThat(asked).hasSize(3);
    assertThat(lastMessage().text()).contains("You called no tool");
  }

  @Test
  void aModelThatFindsBackToToolsAfterAReminderMayGoOn() throws Exception {
    WorkResult result = work(hello(new Scripts().text("Let me think.").text("Hm.")).backend());

    assertThat(result).isInstanceOf(WorkResult.Succeeded.class);
  }

  @Test
  void aModelThatCallsUnknownToolsIsToldAndThenStopped() throws Exception {
    Scripts script = new Scripts();
    for (int i = 0; i < 10; i++) {
      script.turn("launch_rocket_" + i, "to", "moon");
    }

    assertThat(failure(script)).contains("no valid tool calls").contains("8 failed in a row");
    assertThat(answers().get(0))
        .startsWith("Error: there is no tool 'launch_rocket_0'")
        .contains("read_file");
  }

  @Test
  void wrongArgumentsAreToldToTheModel() throws Exception {
    Scripts script =
        new Scripts()
            .json("read_file", "{}")
            .json("read_file", "{\"path\":7}")
            .json("read_file", "{\"path\":\"greeting.txt\",\"mode\":\"fast\"}")
            .json("read_file", "{\"path\":\"greeting.txt\",\"offset\":1.5}")
            .json("read_file", "[\"greeting.txt\"]")
            .json("run", "{\"command\":\"sh test.sh\"}")
            .json("run", "{\"command\":[]}");

    failure(script);

    assertThat(answers())
        .containsExactly(
            "Error: the argument 'path' is missing",
            "Error: the argument 'path' is not a string",
            "Error: unknown argument 'mode'",
            "Error: the argument 'offset' is not a whole number",
            "Error: the arguments are not a JSON object",
            "Error: the argument 'command' is not a list of at most 200 strings",
            "Error: 'command' names no program");
  }

  @Test
  void aModelCannotEscapeByDotsByAbsolutePathsOrByLinks() throws Exception {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Path secret = Files.writeString(outside.resolve("secret.txt"), "the secret");
    Files.createSymbolicLink(workspace.root().resolve("linkdir"), outside);
    Files.createSymbolicLink(workspace.root().resolve("linkfile"), secret);
    Scripts script =
        new Scripts()
            .turn("read_file", "path", "../outside/secret.txt")
            .turn("read_file", "path", secret.toString())
            .turn("read_file", "path", "linkdir/secret.txt")
            .turn("read_file", "path", "linkfile")
            .turn("list_files", "path", "linkdir")
            .turn("search", "pattern", "secret", "path", "linkdir")
            .turn("search", "pattern", "the secret")
            .turn("write_file", "path", "../outside/new.txt", "content", "x")
            .turn("write_file", "path", "src/../../outside/new.txt", "content", "x")
            .turn("write_file", "path", outside.resolve("new.txt").toString(), "content", "x")
            .turn("write_file", "path", "linkdir/new.txt", "content", "x")
            .turn("write_file", "path", "linkfile", "content", "x")
            .turn("list_files", "path", ".")
            .turn("edit_file", "path", "linkfile", "old", "the", "new", "no");

    failure(script);

    assertThat(String.join("\n", answers())).doesNotContain("the secret");
    assertThat(answers().stream().filter(answer -> answer.startsWith("Error: "))).hasSize(12);
    assertThat(Files.readString(secret)).isEqualTo("the secret");
    assertThat(outside.resolve("new.txt")).doesNotExist();
  }

  @Test
  void aModelCannotWriteThroughALinkThatStaysInside() throws Exception {
    Files.createSymbolicLink(workspace.root().resolve("settings"), Path.of(".bzzz"));
    Scripts script =
        new Scripts()
            .turn("write_file", "path", "settings/policy.json", "content", "{\"me\":1}")
            .turn("read_file", "path", "settings/policy.json");

    failure(script);

    assertThat(answers().get(0)).contains("symbolic link");
    assertThat(answers().get(1)).isEqualTo("{}");
  }

  @Test
  void aModelCannotEditThePolicyOrTheSettings() throws Exception {
    Scripts script =
        new Scripts()
            .turn("edit_file", "path", ".bzzz/policy.json", "old", "{}", "new", "{\"me\":1}")
            .turn("write_file", "path", ".bzzz/repo.json", "content", "{\"test\":[\"true\"]}")
            .turn("write_file", "path", "./.BZZZ/repo.json", "content", "{\"test\":[\"true\"]}")
            .turn("write_file", "path", "src/../.bzzz/new", "content", "x")
            .turn("read_file", "path", ".bzzz/policy.json");

    failure(script);

    assertThat(answers().subList(0, 3)).allMatch(answer -> answer.contains("is protected"));
    assertThat(answers().get(3)).startsWith("Error: ");
    assertThat(answers().get(4)).isEqualTo("{}");
    assertThat(workspace.changedFiles()).isEmpty();
  }

  @Test
  void aPolicyChangedByACommandIsNotPublished() throws Exception {
    Scripts script =
        new Scripts()
            .run("sh", "-c", "echo '{\"me\":1}' > .bzzz/policy.json")
            .turn("finish", "summary", "sneaky");

    assertThat(failure(script))
        .isEqualTo("the change touches .bzzz/policy.json, which only people may change");
  }

  @Test
  void aTestCommandChangedByACommandIsNotUsed() throws Exception {
    Scripts script =
        new Scripts()
            .run("sh", "-c", "echo '{\"test\":[\"true\"]}' > .bzzz/repo.json; rm src/notes.txt")
            .turn("finish", "summary", "sneaky");

    assertThat(failure(script)).contains(".bzzz/repo.json, which only people may change");
  }

  @Test
  void gitsOwnFilesAreOutOfReach() throws Exception {
    Files.writeString(workspace.root().resolve(".git"), "gitdir: /elsewhere");
    Scripts script =
        new Scripts()
            .turn("read_file", "path", ".git")
            .turn("write_file", "path", ".git/hooks/pre-commit", "content", "x")
            .turn("write_file", "path", "src/.GIT/config", "content", "x")
            .turn("list_files", "path", ".");

    failure(script);

    assertThat(answers().subList(0, 3)).allMatch(answer -> answer.contains("belongs to git"));
    assertThat(answers().get(3)).doesNotContain(".git");
  }

  @Test
  void aModelThatNeverFinishesIsStoppedAfterItsTurns() throws Exception {
    Scripts script = new Scripts();
    for (int i = 0; i < 60; i++) {
      script.turn("write_file", "path", "note.txt", "content", "note " + i);
    }

    assertThat(failure(script)).isEqualTo("the model did not finish within 40 replies");
  }

  @Test
  void callsBeyondTheMostInOneReplyAreNotPlayed() throws Exception {
    List<ToolCall> calls =
        IntStream.range(0, 20)
            .mapToObj(i -> call("write_file", "path", "f" + i, "content", "x"))
            .toList();

    work(replying(new ChatReply("", calls, -1, -1)));

    assertThat(workspace.changedFiles()).hasSize(16);
    assertThat(answers().get(15)).contains("4 were not played");
  }

  @Test
  void aScriptThatEndsTooEarlyIsAFailureThatNamesTheTask() throws Exception {
    assertThat(failure(new Scripts().turn("list_files", "path", ".")))
        .contains("owner/repo#2")
        .contains("ends after 1 turns");
  }

  @Test
  void theSummaryCannotMoveTheCursor() throws Exception {
    Scripts script =
        new Scripts()
            .turn("write_file", "path", "greeting.txt", "content", "hello\n")
            .turn("finish", "summary", "done\u001b[2J\nand more");

    WorkResult result = work(script.backend());

    assertThat(((WorkResult.Succeeded) result).summary()).isEqualTo("done?[2J\nand more");
  }
}
