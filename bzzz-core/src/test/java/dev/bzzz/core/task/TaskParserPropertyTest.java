package dev.bzzz.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TaskParserPropertyTest {
  private static final Repository REPOSITORY =
      new Repository(
          new RepositoryId("0123456789abcdef0123456789abcdef"),
          RepositoryName.parse("acme/engine"),
          URI.create("file:///srv/acme/engine.git"),
          "main");
  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

  /** What a well-formed body says, and how it is written. */
  record Written(
      List<String> requirements,
      List<String> deliverables,
      List<String> dependencies,
      String heading,
      String mark,
      String newline) {
    String body() {
      StringBuilder body = new StringBuilder("Some prose.\n\n");
      body.append(heading.formatted("Requirements")).append('\n');
      requirements.forEach(each -> body.append(mark).append(each).append('\n'));
      body.append('\n').append(heading.formatted("Deliverables")).append('\n');
      deliverables.forEach(each -> body.append(mark).append(each).append('\n'));
      body.append("\n```\nDepends-on: not/this#1\n```\n");
      dependencies.forEach(each -> body.append("Depends-on: ").append(each).append('\n'));
      return body.toString().replace("\n", newline);
    }
  }

  @Property(tries = 500)
  void anyIssueBecomesATaskWithinTheLimits(
      @ForAll("bodies") String body,
      @ForAll String title,
      @ForAll("labels") Set<String> labels,
      @ForAll("numbers") long number) {
    Task task = TaskParser.parse(REPOSITORY, issue(number, title, body, labels));

    assertThat(task.title()).hasSizeLessThanOrEqualTo(TaskParser.MAX_TITLE).doesNotContain("\n");
    assertThat(task.requirements()).hasSizeLessThanOrEqualTo(TaskParser.MAX_BULLETS);
    assertThat(task.deliverables()).allMatch(each -> !each.isBlank() && each.lines().count() == 1);
    assertThat(task.dependsOn()).doesNotHaveDuplicates().doesNotContain(task.ref());
    assertThat(task.priority().level()).isBetween(Priority.HIGHEST, Priority.LOWEST);
    assertThat(task.troubles())
        .hasSizeLessThanOrEqualTo(TaskParser.MAX_TROUBLES)
        .allSatisfy(
            trouble ->
                assertThat(trouble.text())
                    .hasSizeBetween(1, TaskTrouble.MAX_TEXT)
                    .matches(text -> text.chars().noneMatch(Character::isISOControl)));
  }

  @Property(tries = 300)
  void readingWhatWasReadChangesNothing(
      @ForAll("bodies") String body,
      @ForAll String title,
      @ForAll("labels") Set<String> labels,
      @ForAll("numbers") long number) {
    Task once = TaskParser.parse(REPOSITORY, issue(number, title, body, labels));

    Task twice =
        TaskParser.parse(REPOSITORY, issue(number, once.title(), once.body(), once.labels()));

    assertThat(twice).isEqualTo(once);
  }

  @Property(tries = 300)
  void theOrderOfLabelsDoesNotMatter(@ForAll("labels") Set<String> labels) {
    Set<String> reversed = new LinkedHashSet<>();
    List<String> inOrder = List.copyOf(labels);
    for (int i = inOrder.size() - 1; i >= 0; i--) {
      reversed.add(inOrder.get(i));
    }

    Task one = TaskParser.parse(REPOSITORY, issue(7, "t", "", labels));
    Task other = TaskParser.parse(REPOSITORY, issue(7, "t", "", reversed));

    assertThat(one).isEqualTo(other);
  }

  @Property(tries = 300)
  void whatAWellFormedBodySaysIsRead(@ForAll("written") Written written) {
    Task task = TaskParser.parse(REPOSITORY, issue(7, "t", written.body(), Set.of()));

    assertThat(task.requirements()).isEqualTo(written.requirements());
    assertThat(task.deliverables()).isEqualTo(written.deliverables());
    assertThat(task.troubles()).isEmpty();
    assertThat(task.dependsOn())
        .extracting(TaskRef::toString)
        .isEqualTo(written.dependencies().stream().distinct().toList());
  }

  @Property(tries = 300)
  void everyWellFormedSkillAndPriorityIsRead(
      @ForAll("skills") Set<String> skills, @ForAll("levels") Set<Integer> levels) {
    Set<String> labels = new LinkedHashSet<>();
    skills.forEach(skill -> labels.add("skill-" + skill));
    levels.forEach(level -> labels.add("priority-" + level));

    Task task = TaskParser.parse(REPOSITORY, issue(7, "t", "", labels));

    assertThat(task.skills()).extracting(Skill::name).containsExactlyInAnyOrderElementsOf(skills);
    assertThat(task.priority().level())
        .isEqualTo(levels.stream().mapToInt(Integer::intValue).min().orElse(5));
  }

  @Provide
  Arbitrary<String> bodies() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "# Requirements",
            "**Deliverables:**",
            "Requirements:",
            "- ",
            "* [ ] ",
            "1. ",
            "```",
            "~~~~",
            "<!--",
            "-->",
            "Depends-on:",
            " acme/engine#7",
            "#3",
            ",",
            "\n",
            "\r\n",
            "\r",
            "\t",
            "  ",
            "\u0000",
            "\ud800",
            "🐝",
            "word",
            "---",
            "__");
    Arbitrary<String> mixed =
        Arbitraries.oneOf(pieces, Arbitraries.strings().ofMaxLength(5))
            .list()
            .ofMaxSize(60)
            .map(list -> String.join("", list));
    return Arbitraries.oneOf(mixed, Arbitraries.strings().ofMaxLength(300));
  }

  @Provide
  Arbitrary<Set<String>> labels() {
    Arbitrary<String> known =
        Arbitraries.of(
            "bzzz-task", "priority-1", "priority-9", "priority-0", "type-", "skill-java");
    Arbitrary<String> odd =
        Combinators.combine(
                Arbitraries.of("", "type-", "skill-", "priority-", "TYPE-"),
                Arbitraries.strings().ofMaxLength(60))
            .as(String::concat);
    return Arbitraries.oneOf(known, odd).set().ofMaxSize(20);
  }

  @Provide
  Arbitrary<Long> numbers() {
    return Arbitraries.longs().between(1, (1L << 53) - 1);
  }

  @Provide
  Arbitrary<Set<String>> skills() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .ofMinLength(1)
        .ofMaxLength(50)
        .set()
        .ofMaxSize(10);
  }

  @Provide
  Arbitrary<Set<Integer>> levels() {
    return Arbitraries.integers().between(1, 9).set();
  }

  @Provide
  Arbitrary<Written> written() {
    Arbitrary<List<String>> bullets =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .withChars("ÄЖ漢é")
            .ofMinLength(1)
            .ofMaxLength(12)
            .list()
            .ofMinSize(1)
            .ofMaxSize(6)
            .map(words -> String.join(" ", words))
            .list()
            .ofMaxSize(8);
    Arbitrary<List<String>> dependencies =
        Combinators.combine(
                Arbitraries.strings()
                    .withCharRange('a', 'z')
                    .withChars("._")
                    .ofMinLength(1)
                    .ofMaxLength(9),
                Arbitraries.longs().between(1, 999_999))
            .as((name, number) -> "x" + name + "x/_" + name + "_#" + number)
            .list()
            .ofMaxSize(8);
    return Combinators.combine(
            bullets,
            bullets,
            dependencies,
            Arbitraries.of("# %s", "###### %s ######", "**%s**", "**%s:**", "%s:", "__%s__:"),
            Arbitraries.of("- ", "*   ", "+\t", "1. ", "42) ", "- [ ] ", "* [x] ", "  - "),
            Arbitraries.of("\n", "\r\n", "\r"))
        .as(Written::new);
  }

  private static Issue issue(long number, String title, String body, Set<String> labels) {
    return new Issue(number, title, body, "ann", labels, true, THEN, THEN, List.of());
  }
}
