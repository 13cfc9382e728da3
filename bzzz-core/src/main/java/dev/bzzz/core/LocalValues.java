package dev.bzzz.core;

import dev.bzzz.core.PublicText.Rule;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one agent knows of its own machine and must not become public: its files, its secrets and
 * the name of its user. {@link PublicText} tells paths and secrets by their form; this class knows
 * them, and so finds them also where the form is unclear: behind a flag ({@code -I/home/ann/x}),
 * with spaces, or as a token that looks like a word. Immutable.
 */
public final class LocalValues {
  /** Most paths, and most secrets. */
  public static final int MAX_VALUES = 100;

  /** Shortest secret that is looked for, in characters: a shorter one is found in every text. */
  public static final int MIN_SECRET = 6;

  /** No values: texts are judged by their form only. */
  public static final LocalValues NONE = new LocalValues(List.of(), List.of());

  /** What stands in place of the user's name. */
  static final String USER = "[user]";

  private static final int MAX_TEXT = 64 * 1024;
  private static final int MIN_USER = 3;

  /** Names of accounts that tell of nobody, and are words. */
  private static final Set<String> SERVICES =
      Set.of(
          "admin", "agent", "app", "build", "builder", "bzzz", "daemon", "debian", "default",
          "docker", "git", "guest", "java", "jenkins", "node", "nobody", "root", "runner",
          "service", "test", "ubuntu", "user", "users", "vagrant", "work", "worker");

  private static final String NEVER = "(?!)";
  private static final Pattern WORD = Pattern.compile("[a-z]+");
  private static final String BEFORE = "(?<![\\p{L}\\p{N}_])";
  private static final String BEHIND = "(?![\\p{L}\\p{N}_])";

  private final List<Rule> inFailures;
  private final List<Rule> inProse;

  private LocalValues(List<Rule> inFailures, List<Rule> inProse) {
    this.inFailures = inFailures;
    this.inProse = inProse;
  }

  /**
   * The values of an agent.
   *
   * @param paths its files and folders; relative ones and the root count for nothing
   * @param secrets what logs it in somewhere; of a text of several lines each one counts
   * @param user what the operating system calls its user
   * @throws IllegalArgumentException if there are more than {@value #MAX_VALUES} of a kind
   */
  public static LocalValues of(Collection<Path> paths, Collection<String> secrets, String user) {
    if (paths.size() > MAX_VALUES || secrets.size() > MAX_VALUES) {
      throw new IllegalArgumentException(
          "an agent can hide at most " + MAX_VALUES + " paths and as many secrets");
    }
    List<Rule> known =
        List.of(
            new Rule(
                anyOf(
                    secrets.stream()
                        .flatMap(String::lines)
                        .map(String::strip)
                        .filter(line -> line.length() >= MIN_SECRET),
                    Pattern::quote),
                PublicText.SECRET),
            new Rule(
                "(?:file:(?://)?+)?+(?:"
                    + anyOf(
                        paths.stream()
                            .filter(each -> each.isAbsolute() && each.getNameCount() > 0)
                            .flatMap(each -> Stream.of(each.normalize(), real(each)))
                            .map(Path::toString),
                        LocalValues::within)
                    + ")",
                PublicText.PATH));
    if (user.length() < MIN_USER || SERVICES.contains(user)) {
      return new LocalValues(known, known);
    }
    List<Rule> all = new ArrayList<>(known);
    all.add(new Rule(BEFORE + Pattern.quote(user) + BEHIND, USER));
    // What a worker tells may need the word that is also somebody's name.
    return new LocalValues(all, WORD.matcher(user).matches() ? known : all);
  }

  /** What may be told of a failure, see {@link PublicText#ofFailure}. */
  public String ofFailure(String text) {
    return PublicText.ofFailure(PublicText.hidden(PublicText.cut(text, MAX_TEXT), inFailures));
  }

  /** What may be told of text that a worker wrote, see {@link PublicText#ofProse}. */
  public String ofProse(String text) {
    return PublicText.ofProse(PublicText.hidden(PublicText.cut(text, MAX_TEXT), inProse));
  }

  /** The longest first: one may begin with another. */
  private static String anyOf(Stream<String> values, UnaryOperator<String> pattern) {
    String any =
        values
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(pattern)
            .collect(Collectors.joining("|"));
    return any.isEmpty() ? NEVER : any;
  }

  /** A path and what is in it. One of a single name, such as {@code /tmp}, may be half a path. */
  private static String within(String path) {
    String rest = "(?:[/\\\\]" + PublicText.REST + ")?+";
    return path.lastIndexOf(File.separatorChar) > 0
        ? Pattern.quote(path) + "(?![\\p{L}\\p{N}_-])" + rest
        : "(?:(?<![\\p{L}\\p{N}_.~$%}</-])|(?<=(?:^|[\\s'\"=,(])-[A-Za-z]))"
            + Pattern.quote(path)
            + "(?=[/\\\\]"
            + PublicText.NAME
            + ")"
            + rest;
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.normalize(); // not there yet: it is no link either
    }
  }
}
