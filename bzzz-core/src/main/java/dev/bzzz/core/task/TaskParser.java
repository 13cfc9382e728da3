package dev.bzzz.core.task;

import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads an issue as a task. Total: any issue becomes a task, and what cannot be understood is left
 * out and told as {@linkplain Task#troubles() troubles}. Nobody takes a task with a dependency or a
 * skill that cannot be read: it might have to wait, or need what its agent lacks. The work is
 * linear in the issue's size, of which at most {@link #MAX_BODY} characters of body are read.
 *
 * <p>Labels: {@value #LABEL}, {@code priority-N} (1 to 9, the most urgent counts), {@code type-X}
 * (the first in order counts), {@code skill-X} (all count). In the body, sections named
 * Requirements and Deliverables, each a markdown heading, a bold line or a line ending in a colon,
 * and lines {@code Depends-on: owner/repo#1, #2}; what stands in fenced code blocks or HTML
 * comments is not read.
 */
public final class TaskParser {
  /** The label that makes an issue a task. */
  public static final String LABEL = "bzzz-task";

  /** The type of a task that names none. */
  public static final String DEFAULT_TYPE = "task";

  /** How many characters of a body are read; the rest stays text. */
  public static final int MAX_BODY = 1 << 20;

  /** Longest title. */
  public static final int MAX_TITLE = 256;

  /** How many labels that mean something here are read, in sorted order. */
  public static final int MAX_LABELS = 200;

  /** How many bullets each section keeps. */
  public static final int MAX_BULLETS = 100;

  /** Longest bullet; the rest of a longer one is cut off. */
  public static final int MAX_BULLET = 2000;

  /** How many dependencies a task keeps. */
  public static final int MAX_DEPENDENCIES = 100;

  /** How many troubles a task keeps. */
  public static final int MAX_TROUBLES = 20;

  private static final String PRIORITY = "priority-";
  private static final String TYPE = "type-";
  private static final String SKILL = "skill-";
  private static final Pattern PRIORITY_FORM = Pattern.compile("[1-9]");
  private static final Pattern TYPE_FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,49}");
  private static final Pattern SKILL_FORM = Pattern.compile("[a-z0-9][a-z0-9.+#-]{0,49}");

  private TaskParser() {}

  /** The task that an issue of this repository describes. */
  public static Task parse(Repository repository, Issue issue) {
    TaskRef self = new TaskRef(repository.name(), issue.number());
    TaskBody body = TaskBody.read(issue.body(), repository.name());
    List<String> labels = labels(issue.labels());
    return new Task(
        new TaskId(repository.id(), issue.number()),
        self,
        OneLine.of(issue.title(), MAX_TITLE),
        issue.body(),
        issue.labels(),
        priority(labels),
        type(labels),
        skills(labels),
        body.requirements(),
        body.deliverables(),
        body.dependsOn().stream().filter(dependency -> !dependency.equals(self)).toList(),
        issue.open(),
        issue.createdAt(),
        troubles(body, labels));
  }

  /** What of an issue nobody would be able to read, were it created in this repository. */
  public static List<TaskTrouble> troubles(RepositoryName repository, IssueDraft draft) {
    return troubles(TaskBody.read(draft.body(), repository), labels(draft.labels()));
  }

  /** One more than {@link #MAX_LABELS}, if there are so many, by which we see it. */
  private static List<String> labels(Set<String> labels) {
    return labels.stream()
        .map(label -> label.toLowerCase(Locale.ROOT))
        .filter(TaskParser::meant)
        .sorted()
        .limit(MAX_LABELS + 1L)
        .toList();
  }

  private static List<TaskTrouble> troubles(TaskBody body, List<String> labels) {
    Stream<TaskTrouble> many =
        labels.size() > MAX_LABELS
            ? Stream.of(
                new TaskTrouble(
                    "of its labels priority-, skill- and type- only "
                        + MAX_LABELS
                        + " are read; take some away",
                    true))
            : Stream.empty();
    Stream<TaskTrouble> skills =
        odd(labels, SKILL, SKILL_FORM)
            .map(
                label ->
                    new TaskTrouble(
                        "the label "
                            + TaskTrouble.quoted(label)
                            + " names no skill; write skill-NAME with letters, digits and . + # -,"
                            + " or take it away",
                        true));
    Stream<TaskTrouble> priorities =
        odd(labels, PRIORITY, PRIORITY_FORM)
            .map(
                label ->
                    new TaskTrouble(
                        "the label "
                            + TaskTrouble.quoted(label)
                            + " names no priority and does not count; write priority-1, the most"
                            + " urgent, to priority-9",
                        false));
    Stream<TaskTrouble> types =
        odd(labels, TYPE, TYPE_FORM)
            .map(
                label ->
                    new TaskTrouble(
                        "the label "
                            + TaskTrouble.quoted(label)
                            + " names no type and does not count; write type-NAME with letters,"
                            + " digits and . _ -",
                        false));
    return Stream.of(body.troubles().stream(), many, skills, priorities, types)
        .flatMap(Function.identity())
        .limit(MAX_TROUBLES)
        .toList();
  }

  private static Stream<String> odd(List<String> labels, String prefix, Pattern form) {
    return labels.stream()
        .filter(label -> label.startsWith(prefix))
        .filter(label -> !form.matcher(label.substring(prefix.length())).matches());
  }

  private static boolean meant(String label) {
    return label.startsWith(PRIORITY) || label.startsWith(TYPE) || label.startsWith(SKILL);
  }

  private static Priority priority(List<String> labels) {
    for (int level = Priority.HIGHEST; level <= Priority.LOWEST; level++) {
      if (labels.contains(PRIORITY + level)) {
        return new Priority(level);
      }
    }
    return Priority.DEFAULT;
  }

  private static String type(List<String> labels) {
    return labels.stream()
        .filter(label -> label.startsWith(TYPE))
        .map(label -> label.substring(TYPE.length()))
        .filter(type -> TYPE_FORM.matcher(type).matches())
        .findFirst()
        .orElse(DEFAULT_TYPE);
  }

  private static Set<Skill> skills(List<String> labels) {
    return labels.stream()
        .filter(label -> label.startsWith(SKILL))
        .map(label -> label.substring(SKILL.length()))
        .filter(skill -> SKILL_FORM.matcher(skill).matches())
        .map(Skill::new)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
