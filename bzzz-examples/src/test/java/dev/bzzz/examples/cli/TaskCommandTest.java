package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.local.LocalForge;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TaskCommandTest {
  @TempDir private static Path made;
  @TempDir private Path temp;
  private Path forge;
  private Path config;

  /**
   * A forge with one repository and an agent that may work on it, of which each test has a copy.
   */
  @BeforeAll
  static void make() throws Exception {
    Cli.Ended ended =
        Cli.run(
            "init",
            "--dir",
            made.resolve("ada"),
            "--name",
            "ada",
            "--forge-dir",
            made.resolve("forge"),
            "--repository",
            "acme/shop",
            "--import",
            PlainGit.repository(made.resolve("mine")),
            "--test",
            "true");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
  }

  @BeforeEach
  void copy() throws IOException {
    PlainGit.copy(made, temp);
    forge = temp.resolve("forge");
    config = temp.resolve("ada/bzzz.yaml");
    Files.writeString(config, Files.readString(config).replace(made.toString(), temp.toString()));
  }

  @Test
  void createsAnIssueThatIsATask() {
    Cli.Ended ended =
        Cli.run(
            "task",
            "create",
            "acme/shop",
            "--config",
            config,
            "--title",
            "Add a cart",
            "--body",
            "## Requirements\n- it holds things",
            "--label",
            "priority-2",
            "--label",
            "type-feature",
            "--skill",
            "java");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).isEqualTo("created acme/shop#1  Add a cart\n");
    var task = Cli.run("task", "show", "acme/shop#1", "--config", config, "--json").json();
    assertThat(task.get("state").asText()).isEqualTo("open");
    assertThat(task.get("priority").asInt()).isEqualTo(2);
    assertThat(task.get("type").asText()).isEqualTo("feature");
    assertThat(task.get("skills").toString()).isEqualTo("[\"java\"]");
    assertThat(task.get("body").asText()).contains("it holds things");
  }

  @Test
  void readsABodyFromAFile() throws Exception {
    Path body = Files.writeString(temp.resolve("body.md"), "Grüße\n");

    assertThat(
            Cli.run(
                    "task",
                    "create",
                    "acme/shop",
                    "--forge-dir",
                    forge,
                    "--title",
                    "t",
                    "--body-file",
                    body,
                    "--json")
                .json()
                .get("task")
                .asText())
        .isEqualTo("acme/shop#1");
    assertThat(
            Cli.run("task", "show", "acme/shop#1", "--forge-dir", forge, "--json")
                .json()
                .get("body")
                .asText())
        .isEqualTo("Grüße\n");
  }

  @Test
  void listsWhereTasksStandAndWhatTheyWaitFor() {
    create("First");
    create("Second", "--body", "Depends-on: #1", "--label", "priority-1");

    Cli.Ended text = list();
    var json = list("--json").json().get("tasks");

    assertThat(text.exitCode()).isZero();
    assertThat(text.err()).isEmpty();
    assertThat(text.out())
        .isEqualTo(
            """
            TASK         STATE    PRIORITY  SKILLS  AGENT  TITLE
            acme/shop#1  open     5         -       -      First
            acme/shop#2  waiting  1         -       -      Second (waits for acme/shop#1, which is not done)
            """);
    assertThat(json).hasSize(2);
    assertThat(json.at("/1/state").asText()).isEqualTo("waiting");
    assertThat(json.at("/1/waits").asText()).contains("acme/shop#1");
  }

  @Test
  void whatAgentsCouldNotReadIsRefusedBeforeAnythingIsWritten() {
    Cli.Ended dependency =
        Cli.run(
            "task",
            "create",
            "acme/shop",
            "--forge-dir",
            forge,
            "--title",
            "A",
            "--body",
            "Depends-on: acme/shop 1");
    Cli.Ended labels =
        Cli.run(
            "task",
            "create",
            "acme/shop",
            "--forge-dir",
            forge,
            "--title",
            "A",
            "--label",
            "skill-",
            "--label",
            "priority-x");

    assertThat(dependency.exitCode()).isEqualTo(2);
    assertThat(dependency.err())
        .contains(
            "cannot create a task in acme/shop, nothing was written: the line 'Depends-on: acme/shop"
                + " 1' names no task with 'acme/shop'; write owner/repo#1");
    assertThat(labels.exitCode()).isEqualTo(2);
    assertThat(labels.err()).contains("'skill-' names no skill", "'priority-x' names no priority");
    assertThat(list("--json").json().get("tasks")).isEmpty();
  }

  @Test
  void whatOthersWroteAndNobodyCanReadIsToldByListAndShow() {
    try (LocalForge opened = LocalForge.open(forge, "ann")) {
      opened.createIssue(
          opened.repository(new RepositoryName("acme", "shop")).id(),
          new IssueDraft("A", "Depends-on: 1", Set.of("bzzz-task", "priority-x")));
    }

    Cli.Ended text = list();
    Cli.Ended show = Cli.run("task", "show", "acme/shop#1", "--forge-dir", forge);

    assertThat(text.exitCode()).isZero();
    assertThat(text.out()).contains("waiting", "(waits for a correction: the line 'Depends-on: 1'");
    assertThat(text.err()).contains("cannot read all of acme/shop#1: the label 'priority-x'");
    assertThat(list("--json").json().at("/tasks/0/unreadable")).hasSize(2);
    assertThat(show.out()).contains("waits for a correction: the line 'Depends-on: 1'");
    assertThat(show.err()).isEqualTo(text.err());
  }

  @Test
  void repositoriesThatTheConfigurationDoesNotNameAreLeftAlone() {
    create("Greet");
    try (LocalForge folder = LocalForge.create(forge, "ann")) {
      folder.createRepository(new RepositoryName("acme", "other"), "main");
    }

    Cli.Ended all = Cli.run("task", "show", "acme/shop#1", "--forge-dir", forge);
    Cli.Ended named = Cli.run("task", "show", "acme/shop#1", "--config", config);

    assertThat(all.err()).contains("acme/other");
    assertThat(named.err()).isEmpty();
    assertThat(named.out()).contains("Greet");
  }

  @Test
  void anEmptyForgeHasNoTasks() {
    assertThat(list().out()).isEqualTo("no tasks; 'bzzz task create' makes one\n");
    assertThat(list("--json").json().get("tasks")).isEmpty();
  }

  @Test
  void whatStrangersWriteCannotSteerTheTerminal() {
    create("a\u001b[31mb\u202Ec\u009bd", "--body", "x\u001b]0;title\u0007y\n\u001b[2Jz");

    assertThat(list().out() + show(1).out())
        .matches("[\\p{Print}\\n\uFFFD]*")
        .contains("x\uFFFD]0;title\uFFFDy\n\uFFFD[2Jz");
    assertThat(Cli.run("task", "show", "acme/shop#1", "--forge-dir", forge, "--json").out())
        .matches("[\\p{Print}\\n]*");
  }

  @Test
  void aTaskIsClosedWithItsReason() throws Exception {
    create("First");
    String[] close = {
      "task", "close", "acme/shop#1", "--forge-dir", forge.toString(), "--reason", "Not wanted."
    };

    Cli.Ended ended = Cli.run((Object[]) close);

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out()).isEqualTo("closed acme/shop#1  First\n");
    assertThat(list("--json").json().get("tasks")).isEmpty();
    assertThat(show(1).out()).contains("closed", "Closed: Not wanted.");
    Cli.Ended again = Cli.run((Object[]) close);
    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).isEqualTo("was closed before: acme/shop#1  First\n");
    assertThat(show(1).out()).containsOnlyOnce("Not wanted.");
  }

  @Test
  void closingWhatIsNotThereOrWithoutAReasonIsAnError() {
    Cli.Ended missing =
        Cli.run("task", "close", "acme/shop#7", "--forge-dir", forge, "--reason", "x");
    Cli.Ended silent = Cli.run("task", "close", "acme/shop#7", "--forge-dir", forge);
    Cli.Ended blank =
        Cli.run("task", "close", "acme/shop#7", "--forge-dir", forge, "--reason", " ");

    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("issue 7 of acme/shop");
    assertThat(silent.exitCode()).isEqualTo(2);
    assertThat(silent.err()).contains("--reason");
    assertThat(blank.exitCode()).isEqualTo(2);
  }

  @Test
  void aDamagedIssueIsNamedAndHidesNoOther() throws Exception {
    create("First");
    create("Second");
    String blob = PlainGit.run(bare(), "rev-parse", "refs/bzzz/issues/1:issue.json");
    PlainGit.run(bare(), "update-ref", "refs/bzzz/issues/1", blob);

    Cli.Ended list = list();

    assertThat(list.exitCode()).isEqualTo(1);
    assertThat(list.out()).contains("acme/shop#2").doesNotContain("acme/shop#1");
    assertThat(list.err()).contains("refs/bzzz/issues/1").contains("acme/shop");
    assertThat(show(1).exitCode()).isEqualTo(1);
    assertThat(show(1).err()).contains("refs/bzzz/issues/1");
    assertThat(PlainGit.run(bare(), "rev-parse", "refs/bzzz/issues/1")).isEqualTo(blob);
  }

  @Test
  void aDamagedClaimIsNamedAndHidesNoTask() throws Exception {
    create("First");
    String head = PlainGit.run(bare(), "rev-parse", "main");
    PlainGit.run(bare(), "update-ref", "refs/bzzz/claims/1", head);

    Cli.Ended list = list("--json");

    assertThat(list.exitCode()).isEqualTo(1);
    assertThat(list.json().get("tasks")).hasSize(1);
    assertThat(list.json().at("/troubles/0").asText()).contains("acme/shop#1").contains("damaged");
    assertThat(list.err()).contains("the claim of acme/shop#1 is damaged");
    assertThat(list.json().at("/tasks/0/state").asText()).isEqualTo("unknown");
    assertThat(show(1).exitCode()).isEqualTo(1);
    assertThat(PlainGit.run(bare(), "rev-parse", "refs/bzzz/claims/1")).isEqualTo(head);
  }

  @Test
  void manyDamagedClaimsOfNoTaskAreOneLine() throws Exception {
    create("First");
    String head = PlainGit.run(bare(), "rev-parse", "main");
    for (int number : List.of(1, 70, 71, 72)) {
      PlainGit.run(bare(), "update-ref", "refs/bzzz/claims/" + number, head);
    }

    Cli.Ended list = list();

    assertThat(list.err().lines().filter(line -> line.contains("damaged")))
        .hasSize(2)
        .anyMatch(line -> line.contains("the claim of acme/shop#1 is damaged"))
        .anyMatch(line -> line.contains("the claim of acme/shop#70 and 2 more are damaged"));
  }

  @Test
  void aDamagedClaimIsResetByAHumanAndAnotherIsNot() throws Exception {
    create("First");
    PlainGit.run(
        bare(), "update-ref", "refs/bzzz/claims/1", PlainGit.run(bare(), "rev-parse", "main"));

    Cli.Ended reset = Cli.run("claims", "reset", "acme/shop#1", "--config", config);
    Cli.Ended again = Cli.run("claims", "reset", "acme/shop#1", "--config", config);

    assertThat(reset.exitCode()).as(reset.err()).isZero();
    assertThat(reset.out())
        .contains("acme/shop#1: the claim was damaged", "holds no valid record")
        .contains("removed its ref; the task is free");
    assertThat(list().exitCode()).isZero();
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("cannot reset the claim of acme/shop#1: there is none");
  }

  @Test
  void aRepositoryWithoutPolicyStillShowsItsTasks() throws Exception {
    Path other = forge.resolve("acme/web.git");
    PlainGit.run(temp, "clone", "-q", "--bare", temp.resolve("mine").toString(), other.toString());
    Cli.run("task", "create", "acme/web", "--forge-dir", forge, "--title", "t");

    Cli.Ended list = list();

    assertThat(list.out()).contains("acme/web#1  unknown");
    assertThat(list.err()).contains("acme/web").contains("bzzz init");
    assertThat(list.exitCode()).isEqualTo(1);
  }

  @Test
  void aRepositoryWithoutCommitsIsNamed() throws Exception {
    PlainGit.run(
        temp, "init", "-q", "--bare", "-b", "main", forge.resolve("acme/new.git").toString());

    Cli.Ended list = list();

    assertThat(list.exitCode()).isEqualTo(1);
    assertThat(list.err().lines()).hasSize(1).first().asString().contains("acme/new");
  }

  @Test
  void aRepositoryWithADamagedIdIsNamedAndHidesNoOther() throws Exception {
    create("First");
    Path other = forge.resolve("acme/new.git");
    PlainGit.run(temp, "init", "-q", "--bare", "-b", "main", other.toString());
    Files.createDirectories(other.resolve("refs/bzzz"));
    Files.writeString(other.resolve("refs/bzzz/id"), "");

    Cli.Ended list = list("--json");

    assertThat(list.exitCode()).isEqualTo(1);
    assertThat(list.json().get("tasks")).hasSize(1);
    assertThat(list.err().lines()).singleElement().asString().contains("acme/new", "refs/bzzz/id");
    assertThat(show(1).exitCode()).isZero();
  }

  @Test
  void foldersThatAreNoForgesAreNamed() throws Exception {
    Path empty = Files.createDirectories(temp.resolve("empty"));
    for (Path none : new Path[] {empty, temp.resolve("missing"), temp.resolve("mine")}) {
      Cli.Ended ended = Cli.run("task", "list", "--forge-dir", none, "--json");

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err()).startsWith("bzzz: cannot open the forge " + none + ": ");
      assertThat(ended.err().lines()).hasSize(1);
      assertThat(ended.json().at("/error/what").asText()).isEqualTo("bzzz task list");
      assertThat("bzzz: " + ended.json().at("/error/message").asText() + "\n")
          .isEqualTo(ended.err());
    }
  }

  @Test
  void whatDoesNotExistIsNamed() {
    assertThat(show(7).err()).contains("cannot find issue 7 of acme/shop");
    assertThat(show(7).exitCode()).isEqualTo(1);
    Cli.Ended unknown = Cli.run("task", "show", "acme/none#1", "--forge-dir", forge);
    assertThat(unknown.err()).contains("cannot find the repository acme/none");
    assertThat(unknown.exitCode()).isEqualTo(1);
  }

  @Test
  void aWrongConfigurationIsWrongUsageWithItsLine() throws Exception {
    int lines = Files.readAllLines(config).size();
    Files.writeString(config, Files.readString(config) + "poll: 5\n");

    Cli.Ended ended = Cli.run("task", "list", "--config", config);

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .startsWith(
            "bzzz: cannot use "
                + config
                + ", line "
                + (lines + 1)
                + ", column 7: 'poll' is a duration");
  }

  @Test
  void variablesOverrideTheConfiguration() {
    Cli.Ended ended =
        Cli.run(
            Map.of("BZZZ_FORGE_DIR", temp.resolve("gone").toString()),
            "task",
            "list",
            "--config",
            config);

    assertThat(ended.err()).contains("cannot open the forge " + temp.resolve("gone"));
  }

  @Test
  void wrongUsageIsExitCode2() throws Exception {
    Path bytes = Files.write(temp.resolve("latin"), "\u00fc".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(wrong("task")).contains("a command is missing; one of: list, show, create");
    assertThat(wrong("task", "lst"))
        .contains("unknown command or argument 'lst', did you mean 'list'?");
    assertThat(wrong("task", "list", "--forge-dir", forge, "--config", config))
        .doesNotContain("Error:")
        .contains("mutually exclusive");
    assertThat(wrong("task", "show", "acme/shop", "--forge-dir", forge))
        .contains("a task is written owner/repo#number, not 'acme/shop'");
    assertThat(wrong("task", "show", "--forge-dir", forge)).contains("OWNER/NAME#N");
    assertThat(wrong("task", "create", "acme/shop", "--forge-dir", forge)).contains("--title");
    assertThat(wrong("task", "create", "acme/shop", "--forge-dir", forge, "--title", " "))
        .contains("an issue's title is one line of 1 to 256 characters");
    assertThat(
            wrong(
                "task",
                "create",
                "acme/shop",
                "--forge-dir",
                forge,
                "--title",
                "t",
                "--body",
                "x".repeat(65_537)))
        .contains("an issue's body has at most 65536 characters");
    assertThat(
            wrong(
                "task",
                "create",
                "acme/shop",
                "--forge-dir",
                forge,
                "--title",
                "t",
                "--author",
                "<"))
        .contains("--author: ");
    Cli.Ended latin =
        Cli.run(
            "task",
            "create",
            "acme/shop",
            "--forge-dir",
            forge,
            "--title",
            "t",
            "--body-file",
            bytes);
    assertThat(latin.exitCode()).isEqualTo(1);
    assertThat(latin.err()).contains("it is not in UTF-8; save it as UTF-8");
    assertThat(list().out()).startsWith("no tasks");
  }

  private String wrong(Object... arguments) {
    Cli.Ended ended = Cli.run(arguments);
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
    assertThat(ended.err().lines()).hasSize(1);
    return ended.err();
  }

  private void create(String title, Object... more) {
    Object[] start = {"task", "create", "acme/shop", "--forge-dir", forge, "--title", title};
    Object[] all = java.util.Arrays.copyOf(start, start.length + more.length);
    System.arraycopy(more, 0, all, start.length, more.length);
    assertThat(Cli.run(all).exitCode()).isZero();
  }

  private Cli.Ended list(Object... more) {
    return more.length == 0
        ? Cli.run("task", "list", "--forge-dir", forge)
        : Cli.run("task", "list", "--forge-dir", forge, more[0]);
  }

  private Cli.Ended show(int number) {
    return Cli.run("task", "show", "acme/shop#" + number, "--forge-dir", forge);
  }

  private Path bare() throws IOException {
    return forge.resolve("acme/shop.git").toRealPath();
  }
}
