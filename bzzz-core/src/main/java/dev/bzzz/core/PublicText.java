package dev.bzzz.core;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of a text what is nobody's business outside the agent's machine, before it becomes
 * public in a claim record, on an issue or in a pull request: local paths, which tell user names
 * and where keys lie, what stands before the host in an address, and secrets that can be told by
 * their form. Logs and events keep the whole text.
 *
 * <p>It knows texts by their form only. A secret that looks like any other word, a path glued to
 * another word, or one with several words in one of its names outside of quotes, it cannot tell
 * from the rest; {@link LocalValues} can, for the values that an agent knows of itself.
 */
public final class PublicText {
  /** What stands in place of a path. */
  public static final String PATH = "[local path]";

  /** What stands in place of a secret. */
  public static final String SECRET = "[secret]";

  /** Longest text that is looked at, in characters; what is longer is cut first. */
  private static final int MAX_FAILURE = 16 * 1024;

  // Every repetition is possessive or bounded: nobody can write a text that takes long.
  static final String NAME = "[^\\s'\"`<>|:;,.!?()\\[\\]{}]";
  private static final String BODY = "(?:" + NAME + "|[.,!?()\\[\\]{}]++(?=" + NAME + "))*+";
  // A space belongs to the path if the word behind it goes on with a separator, and is no flag.
  static final String REST =
      BODY + "(?: (?!-[A-Za-z]/)(?=[^\\s/\\\\:'\"`]++[/\\\\])" + BODY + ")*+";
  // What stands before it shows that a slash belongs to a relative path or a closing tag.
  private static final String ABSOLUTE = "(?<![\\p{L}\\p{N}_.~$%}</])/++(?=" + NAME + "|\\.)";
  private static final String URL =
      "\\b(?!(?i:file):)[A-Za-z][A-Za-z0-9+.-]{1,20}+://[^\\s'\"<>`]++";
  private static final String FILE = "\\b(?i:file):/[^\\s'\"<>`]*+";
  private static final String WINDOWS =
      "(?<![A-Za-z0-9])[A-Za-z]:[/\\\\]" + REST + "|\\\\\\\\[\\w.$-]++\\\\" + REST;
  private static final String OTHER_FOLDERS =
      "(?<![\\p{L}\\p{N}_~/.])(?:~[\\w.-]*+|\\.\\.)/" + REST;
  private static final String PRIVATE =
      "(?:home|Users|root|tmp|private/tmp|private/var|var/folders|var/tmp|run/user|Volumes)/";

  private static final Rule LOCATIONS =
      locations(quoted("/") + "|" + ABSOLUTE + REST + "|" + OTHER_FOLDERS);
  private static final Rule PRIVATE_LOCATIONS =
      locations(quoted("/" + PRIVATE) + "|" + ABSOLUTE + "(?=" + PRIVATE + ")" + REST);

  private static final List<Rule> SECRETS =
      List.of(
          new Rule(
              "(?s)-----BEGIN [A-Z ]{0,40}PRIVATE KEY.*?(?:-----END [A-Z ]{0,40}-----|$)", SECRET),
          new Rule("(?i)\\b(bearer|basic) [A-Za-z0-9._~+/=-]{16,}+", "$1 " + SECRET),
          new Rule(
              "\\b(?:gh[pousr]_\\w{10,}+|github_pat_\\w{10,}+|glpat-[\\w-]{10,}+"
                  + "|sk-[\\w-]{16,}+|xox[abprs]-[\\w-]{10,}+|AKIA[0-9A-Z]{12,}+"
                  + "|eyJ[\\w-]{8,}+\\.[\\w-]{8,}+(?:\\.[\\w-]++)?+)",
              SECRET));

  // Only in failures: there a program shows its settings, elsewhere people speak of fields.
  private static final List<Rule> SETTINGS =
      List.of(
          new Rule(
              "(?i)((?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key"
                  + "|private[_-]?key|credentials?)=[\"']?)[^\\s\"'&,;\\[]++",
              "$1" + SECRET),
          new Rule(
              "(?i)((?:passw(?:or)?d|passphrase|secret|api[_-]?key)[\"']?: ?[\"']?)"
                  + "[^\\s\"'&,;\\[]++",
              "$1" + SECRET));

  private PublicText() {}

  /** What is not told, and what stands in its place. */
  record Rule(Pattern hidden, String replacement) {
    Rule(String hidden, String replacement) {
      this(Pattern.compile(hidden), replacement);
    }
  }

  /** What may be told of a failure: it names no absolute path at all. */
  public static String ofFailure(String text) {
    return hidden(hidden(byForm(cut(text, MAX_FAILURE)), LOCATIONS), SETTINGS);
  }

  /**
   * What may be told of text that people, models or workers wrote, which may speak of paths such as
   * {@code /api/users}: only folders of people and temporary ones are hidden.
   */
  public static String ofProse(String text) {
    return hidden(byForm(text), PRIVATE_LOCATIONS);
  }

  /** The beginning of a long text; half a word would hide what the whole one gives away. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most;
    while (end > 0 && !Character.isWhitespace(text.charAt(end))) {
      end--;
    }
    return text.substring(0, end);
  }

  private static String byForm(String text) {
    return hidden(AddressLogin.without(text), SECRETS);
  }

  static String hidden(String text, List<Rule> rules) {
    String hidden = text;
    for (Rule rule : rules) {
      hidden = rule.hidden().matcher(hidden).replaceAll(rule.replacement());
    }
    return hidden;
  }

  private static String hidden(String text, Rule locations) {
    return locations
        .hidden()
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1) == null ? locations.replacement() : found.group(1)));
  }

  private static Rule locations(String paths) {
    return new Rule("(" + URL + ")|" + FILE + "|" + WINDOWS + "|" + paths, PATH);
  }

  private static String quoted(String start) {
    return "(?<=')" + start + "[^'\\n]++(?=')|(?<=\")" + start + "[^\"\\n]++(?=\")";
  }
}
