package dev.bzzz.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskParserTest {
  private static final Repository REPOSITORY =
      new Repository(
          new RepositoryId("0123456789abcdef0123456789abcdef"),
          RepositoryName.parse("acme/engine"),
          URI.create("file:///srv/acme/engine.git"),
          "main");

  static Issue issue(String body, String... labels) {
    Instant then = Instant.parse("2026-01-02T03:04:05Z");
    return new Issue(7, "Fix it", body, "ann", Set.of(labels), true, then, then, List.of());
  }

  private static Task parse(String body, String... labels) {
    return TaskParser.parse(REPOSITORY, issue(body, labels));
  }

  private static List<String> dependencies(String body) {
    return parse(body).dependsOn().stream().map(TaskRef::toString).toList();
  }

  @Test
  void anIssueInFullIsReadInFull() {
    Task task =
        parse(
            """
            Something is slow.

            ## Requirements
            - Answer within 10 ms,
              measured at the edge
            * Keep the API
            1. Count calls
            - [x] Log nothing secret

            ### For operators
            + A metric

            ## Deliverables
            - [ ] Code
            - Tests

            ## Notes
            - not a deliverable

            Depends-on: acme/protocol#3, #12
            """,
            "bzzz-task",
            "priority-2",
            "type-bug",
            "skill-java",
            "skill-sql");

    assertThat(task.id().toString()).isEqualTo("0123456789abcdef0123456789abcdef#7");
    assertThat(task.ref().toString()).isEqualTo("acme/engine#7");
    assertThat(task.labelled()).isTrue();
    assertThat(task.priority()).isEqualTo(new Priority(2));
    assertThat(task.type()).isEqualTo("bug");
    assertThat(task.skills()).containsExactlyInAnyOrder(new Skill("java"), new Skill("sql"));
    assertThat(task.requirements())
        .containsExactly(
            "Answer within 10 ms, measured at the edge",
            "Keep the API",
            "Count calls",
            "Log nothing secret",
            "A metric");
    assertThat(task.deliverables()).containsExactly("Code", "Tests");
    assertThat(dependencies(task.body())).containsExactly("acme/protocol#3", "acme/engine#12");
  }

  @Test
  void anEmptyIssueIsATaskWithDefaults() {
    Task task = parse("");

    assertThat(task.labelled()).isFalse();
    assertThat(task.priority()).isEqualTo(Priority.DEFAULT);
    assertThat(task.type()).isEqualTo("task");
    assertThat(task.skills()).isEmpty();
    assertThat(task.requirements()).isEmpty();
    assertThat(task.dependsOn()).isEmpty();
  }

  @Test
  void theMostUrgentValidPriorityCounts() {
    assertThat(parse("", "priority-7", "priority-3").priority().level()).isEqualTo(3);
    assertThat(parse("", "priority-0", "priority-10", "priority-", "priority-x").priority())
        .isEqualTo(Priority.DEFAULT);
  }

  @Test
  void ofSeveralTypesTheFirstInOrderCountsAndOddOnesAreLeftOut() {
    assertThat(parse("", "type-feature", "type-bug").type()).isEqualTo("bug");
    assertThat(parse("", "type-", "type-a b", "type-docs").type()).isEqualTo("docs");
  }

  @Test
  void oddSkillsAreLeftOut() {
    assertThat(parse("", "skill-", "skill-C++", "skill-a b", "skill-é").skills())
        .containsExactly(new Skill("c++"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# Requirements\n- a",
        "###### requirements ##\n- a",
        "**Requirements**\n- a",
        "**Requirements:**\n* a",
        "**Requirements**:\n1. a",
        "text\nRequirements:\n2) a",
        "# Requirements\r\n\r\n-\ta\r\n",
        "# Requirements\r- a\r",
        "\t__Requirements__\n\t- [X] a",
        "# Requirements\n- a\n---\nprose",
        "# Requirements\n- a\n\nprose",
        "# Requirements\n- a\nDeliverables:\n- b",
        "# Requirements\n- \u0000a\u0000",
      })
  void everyWayToWriteASectionIsRead(String body) {
    assertThat(parse(body).requirements()).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Requirements\n- a",
        "####### Requirements\n- a",
        "#Requirements\n- a",
        "# Requirements of others\n- a",
        "```\n# Requirements\n- a\n```",
        "<!--\n# Requirements\n- a\n-->",
        "# Requirements\nprose only\n-no bullet",
      })
  void whatIsNoSectionOrNoBulletIsLeftOut(String body) {
    assertThat(parse(body).requirements()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Depends-on: acme/protocol#3",
        "depends-ON:acme/protocol#3",
        "- Depends-on: acme/protocol#3",
        "* [ ] **Depends-on:** `acme/protocol#3`.",
        "  Depends-on: acme/protocol#3, acme/protocol#3,, nonsense, acme/engine#7, #7, #0, /#1",
        "Depends-on: acme/protocol#3\r\nDepends-on: ",
        "~~~\n```\n~~~\nDepends-on: acme/protocol#3",
        "```java\n~~~\nDepends-on: a/b#1\n````\nDepends-on: acme/protocol#3",
      })
  void everyWayToWriteADependencyIsRead(String body) {
    assertThat(dependencies(body)).containsExactly("acme/protocol#3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "It Depends-on: acme/protocol#3",
        "```\nDepends-on: acme/protocol#3\n```",
        "- code:\n  ```\n  Depends-on: acme/protocol#3\n  ```",
        "~~~~\n~~~\nDepends-on: acme/protocol#3",
        "<!-- example\nDepends-on: acme/protocol#3\n-->",
        "Depends-on: acme/protocol#999999999999999999999",
        "Depends-on: ../protocol#3, acme/x.git#3, acme/protocol/x#3",
      })
  void whatIsNoDependencyIsLeftOut(String body) {
    assertThat(dependencies(body)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Depends-on: acme/shop 1",
        "Depends-on: #1, acme/shop",
        "Depends-on:\n- #1",
        "- **Depends-on:**",
        "Depends-on: #1 and #2",
        "Depends-on: acme/protocol#999999999999999999999",
        "Depends-on: ../protocol#3",
      })
  void aTaskWhoseDependenciesCannotAllBeReadIsBlocked(String body) {
    Task task = parse(body, "bzzz-task");

    assertThat(task.troubles()).hasSize(1).allMatch(TaskTrouble::blocking);
    assertThat(task.blocked().orElseThrow())
        .startsWith("waits for a correction: the line 'Depends-on:")
        .contains("write owner/repo#1, or #1 for this repository");
  }

  @Test
  void moreDependenciesThanAreReadBlock() {
    StringBuilder body = new StringBuilder("Depends-on:");
    for (int i = 1; i <= TaskParser.MAX_DEPENDENCIES; i++) {
      body.append(" acme/other#").append(i);
    }

    Task most = parse(body.toString());
    Task oneMore = parse(body + " acme/other#1000");

    assertThat(most.troubles()).isEmpty();
    assertThat(oneMore.blocked().orElseThrow()).endsWith("name fewer");
  }

  @Test
  void whatIsReadInFullHasNoTroubles() {
    Task task =
        parse(
            "**Depends-on:** #1, acme/protocol#3\nDepends-on: `#2`.\n"
                + "```\nDepends-on: nonsense\n```",
            "priority-2",
            "type-bug",
            "skill-c++",
            "help wanted");

    assertThat(task.troubles()).isEmpty();
    assertThat(task.blocked()).isEmpty();
  }

  @Test
  void aSkillThatCannotBeReadBlocksAndAPriorityOrTypeIsTold() {
    Task task = parse("", "priority-x", "priority-10", "skill-", "type-a b");

    assertThat(task.troubles())
        .extracting(TaskTrouble::text, TaskTrouble::blocking)
        .satisfiesExactly(
            skill -> assertThat(skill.toString()).contains("'skill-' names no skill", "true"),
            one -> assertThat(one.toString()).contains("'priority-10'", "priority-9", "false"),
            two -> assertThat(two.toString()).contains("'priority-x' names no priority", "false"),
            type -> assertThat(type.toString()).contains("'type-a b' names no type", "false"));
    assertThat(parse("", "priority-x").blocked()).isEmpty();
  }

  @Test
  void aDraftIsReadAsItsIssueWouldBe() {
    String body = "Depends-on: acme/shop 1";
    Set<String> labels = Set.of("bzzz-task", "priority-x");

    List<TaskTrouble> troubles =
        TaskParser.troubles(REPOSITORY.name(), new IssueDraft("Fix it", body, labels));

    assertThat(troubles).isEqualTo(parse(body, "bzzz-task", "priority-x").troubles()).hasSize(2);
  }

  @Test
  void aDependencyAmongRequirementsIsNoRequirement() {
    Task task = parse("## Requirements\n- a\n- Depends-on: #3\n- b");

    assertThat(task.requirements()).containsExactly("a", "b");
    assertThat(task.dependsOn()).hasSize(1);
  }

  @Test
  void everyListHasItsMaximum() {
    StringBuilder body = new StringBuilder("# Requirements\n");
    for (int i = 1; i <= 500; i++) {
      body.append("- ").append("x".repeat(5000)).append('\n');
      body.append("Depends-on: acme/other#").append(i).append('\n');
    }

    Task task = parse(body.toString());

    assertThat(task.requirements()).hasSizeLessThanOrEqualTo(TaskParser.MAX_BULLETS);
    assertThat(task.requirements().get(0)).hasSize(TaskParser.MAX_BULLET);
    assertThat(task.dependsOn()).hasSize(TaskParser.MAX_DEPENDENCIES);
  }

  @Test
  void aTitleIsOneCleanLine() {
    Issue plain = issue("");
    Issue odd =
        new Issue(
            7,
            "  a\u001b[31m\n\tb\ud800 " + "c".repeat(1000),
            plain.body(),
            plain.author(),
            plain.labels(),
            true,
            plain.createdAt(),
            plain.updatedAt(),
            List.of());

    String title = TaskParser.parse(REPOSITORY, odd).title();

    assertThat(title).startsWith("a [31m b\ufffd c").hasSize(TaskParser.MAX_TITLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#",
        "*",
        "`",
        "-",
        " ",
        "- ",
        "\n",
        "\r",
        "1",
        "[",
        "Depends-on: ",
        "x/y#1,",
        "a/a/",
        "<!--",
        "**a**\n",
        "- [ ]\n",
        "\t",
        "\u0000",
        "\ud83d",
        "./a#1 ",
        "```\n~~~\n",
        "_:"
      })
  @Timeout(20) // quadratic work would take far longer
  void muchOfOneThingIsReadInLinearTime(String unit) {
    String much = unit.repeat(TaskParser.MAX_BODY / 6 / unit.length());

    Task bullet = parse("# Requirements\n- " + much);
    Task dependencies = parse("Depends-on: " + much);

    assertThat(bullet.requirements()).hasSizeLessThanOrEqualTo(TaskParser.MAX_BULLETS);
    assertThat(dependencies.dependsOn()).hasSizeLessThanOrEqualTo(TaskParser.MAX_DEPENDENCIES);
  }
}
