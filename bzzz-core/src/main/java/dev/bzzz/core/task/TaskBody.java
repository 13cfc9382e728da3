package dev.bzzz.core.task;

import dev.bzzz.core.repo.RepositoryName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an issue's body says in the forms Bzzz knows. Reads line by line, each character a bounded
 * number of times, and without backtracking, so that no body can make it slow.
 */
final class TaskBody {
  /** How many words after {@code Depends-on:} are tried, over the whole body. */
  private static final int MAX_WORDS = 1000;

  private static final int MAX_REFERENCE = 220;
  private static final String FORM = "write owner/repo#1, or #1 for this repository";
  private static final String BARE = "depends-on";
  private static final String DEPENDS_ON = BARE + ":";

  private final RepositoryName here;
  private final List<String> requirements = new ArrayList<>();
  private final List<String> deliverables = new ArrayList<>();
  private final Set<TaskRef> dependsOn = new LinkedHashSet<>();
  private final List<TaskTrouble> troubles = new ArrayList<>();

  /** The list that bullets go to now; empty outside the sections we read. */
  private Optional<List<String>> section = Optional.empty();

  private int sectionLevel;
  private final StringBuilder bullet = new StringBuilder();
  private boolean bulletOpen;
  private boolean afterBlank = true;
  private String fence = "";
  private boolean comment;
  private int words;

  private TaskBody(RepositoryName here) {
    this.here = here;
  }

  /** Reads at most {@link TaskParser#MAX_BODY} characters of the body of a task {@code here}. */
  static TaskBody read(String body, RepositoryName here) {
    TaskBody read = new TaskBody(here);
    int end = Math.min(body.length(), TaskParser.MAX_BODY);
    int start = 0;
    for (int i = 0; i <= end; i++) {
      // A lone carriage return ends a line too; the empty line that CRLF then makes is skipped.
      if (i == end || body.charAt(i) == '\n' || body.charAt(i) == '\r') {
        boolean halfOfCrLf =
            start == i && i < end && i > 0 && body.charAt(i) == '\n' && body.charAt(i - 1) == '\r';
        if (!halfOfCrLf) {
          read.line(body.substring(start, i));
        }
        start = i + 1;
      }
    }
    read.closeBullet();
    return read;
  }

  List<String> requirements() {
    return requirements;
  }

  List<String> deliverables() {
    return deliverables;
  }

  /** In the order of their lines. */
  List<TaskRef> dependsOn() {
    return List.copyOf(dependsOn);
  }

  /** Lines that cannot be read in full, at most {@link TaskParser#MAX_TROUBLES} of them. */
  List<TaskTrouble> troubles() {
    return List.copyOf(troubles);
  }

  private void line(String raw) {
    Line line = Line.of(raw);
    if (skipped(line.text())) {
      return;
    }
    if (line.text().isEmpty()) {
      afterBlank = true;
      return;
    }
    String item = line.item().orElse(line.text());
    Optional<Line.Heading> heading =
        line.item().isPresent() ? Optional.empty() : line.heading(afterBlank);
    String plain = Line.unadorned(item);
    if (startsWithIgnoringCase(plain, DEPENDS_ON)) {
      closeBullet();
      dependencies(plain.substring(DEPENDS_ON.length()));
    } else if (plain.equalsIgnoreCase(BARE) && item.contains(":")) {
      closeBullet();
      dependencies("");
    } else if (heading.isPresent()) {
      closeBullet();
      enter(heading.get());
    } else if (line.item().isPresent()) {
      closeBullet();
      bulletOpen = section.isPresent();
      append(line.item().get());
    } else if (line.rule() || afterBlank && !line.indented()) {
      closeBullet(); // a new paragraph, no longer part of the list
    } else {
      append(line.text());
    }
    afterBlank = false;
  }

  /** Whether the line is of, or in, a fenced code block or an HTML comment. */
  private boolean skipped(String text) {
    if (comment) {
      comment = !text.contains("-->");
      return true;
    }
    if (!fence.isEmpty()) {
      if (text.startsWith(fence) && Line.consistsOf(text, fence.charAt(0))) {
        fence = "";
      }
      return true;
    }
    if (text.startsWith("<!--")) {
      comment = !text.contains("-->");
      return true;
    }
    fence = Line.fence(text);
    return !fence.isEmpty();
  }

  private void enter(Line.Heading heading) {
    Optional<List<String>> named = list(heading.name());
    // A heading below ours divides our section; any other ends it.
    if (named.isPresent() || section.isEmpty() || heading.level() <= sectionLevel) {
      section = named;
      sectionLevel = heading.level();
    }
  }

  private Optional<List<String>> list(String name) {
    if (name.equalsIgnoreCase("requirements")) {
      return Optional.of(requirements);
    }
    return name.equalsIgnoreCase("deliverables") ? Optional.of(deliverables) : Optional.empty();
  }

  private void append(String text) {
    if (bulletOpen && bullet.length() < TaskParser.MAX_BULLET) {
      bullet.append(bullet.length() == 0 ? "" : " ").append(text);
    }
  }

  private void closeBullet() {
    String text = OneLine.of(bullet.toString(), TaskParser.MAX_BULLET);
    section
        .filter(list -> bulletOpen && !text.isEmpty() && list.size() < TaskParser.MAX_BULLETS)
        .ifPresent(list -> list.add(text));
    bullet.setLength(0);
    bulletOpen = false;
  }

  private void dependencies(String list) {
    int start = 0;
    boolean any = false;
    Optional<String> trouble = Optional.empty();
    for (int i = 0; i <= list.length(); i++) {
      if (i == list.length() || list.charAt(i) == ',' || OneLine.blank(list.charAt(i))) {
        String word = list.substring(start, i);
        if (!Line.unadorned(word).isEmpty()) { // "**" may end a bold "Depends-on:"
          any = true;
          Optional<String> why = dependency(word);
          trouble = trouble.or(() -> why);
        }
        start = i + 1;
      }
    }
    if (!any) {
      trouble = Optional.of("names no task; " + FORM + ", on the same line");
    }
    trouble
        .filter(why -> troubles.size() < TaskParser.MAX_TROUBLES)
        .map(why -> "the line " + TaskTrouble.quoted("Depends-on:" + list) + " " + why)
        .ifPresent(text -> troubles.add(new TaskTrouble(text, true)));
  }

  /** Takes a word of a line; if that is not possible, says why. */
  private Optional<String> dependency(String word) {
    if (words++ >= MAX_WORDS || dependsOn.size() >= TaskParser.MAX_DEPENDENCIES) {
      return Optional.of(
          "names more than the "
              + TaskParser.MAX_DEPENDENCIES
              + " tasks that are read; name fewer");
    }
    Optional<TaskRef> read = reference(word).or(() -> reference(Line.unadorned(word)));
    read.ifPresent(dependsOn::add);
    return read.isPresent()
        ? Optional.empty()
        : Optional.of("names no task with " + TaskTrouble.quoted(word) + "; " + FORM);
  }

  private Optional<TaskRef> reference(String word) {
    if (word.length() > MAX_REFERENCE) {
      return Optional.empty();
    }
    return TaskRef.parse(word.startsWith("#") ? here + word : word);
  }

  private static boolean startsWithIgnoringCase(String text, String prefix) {
    return text.regionMatches(true, 0, prefix, 0, prefix.length());
  }
}
