package dev.bzzz.core;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes text of a model or a stranger fit to be published on a forge: people can read it, and the
 * forge does nothing because of it. It is {@link PlainText} in which
 *
 * <ul>
 *   <li>nobody is mentioned ({@code @everyone}), and no issue is referred to ({@code #12}, {@code
 *       owner/repo#3}, {@code GH-4}, an issue's address), so that none is closed by {@code Closes}
 *       or {@code Fixes} either,
 *   <li>no line is an order to the forge or to a bot ({@code /approve}),
 *   <li>no test run is skipped because of it ({@code [skip ci]}, {@code ***NO_CI***}),
 *   <li>nothing passes for a mark of Bzzz itself: neither {@code Bzzz-Claim:} nor an HTML comment,
 *   <li>no HTML element, declaration or instruction begins, also not in code, since renderers
 *       differ in what is code to them: one that is left open would swallow what follows,
 *   <li>nothing tells of the agent's machine, see {@link PublicText#ofProse},
 *   <li>a fence of code that was opened is closed, so that what follows is not part of it.
 * </ul>
 *
 * <p>The characters that would act are replaced by their look-alikes of another width. Invisible
 * characters between them would do as well, but people would copy them without seeing it.
 */
public final class ForgeText {
  /** Every element that a browser knows by itself, or knew once; others only hold text. */
  private static final String ELEMENTS =
      "a|abbr|acronym|address|applet|area|article|aside|audio|b|base|basefont|bdi|bdo|bgsound|big"
          + "|blink|blockquote|body|br|button|canvas|caption|center|cite|code|col|colgroup|command"
          + "|content|data|datalist|dd|del|details|dfn|dialog|dir|div|dl|dt|element|em|embed"
          + "|fieldset|figcaption|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hgroup"
          + "|hr|html|i|iframe|image|img|input|ins|isindex|kbd|keygen|label|legend|li|link|listing"
          + "|main|map|mark|marquee|math|menu|menuitem|meta|meter|multicol|nav|nextid|nobr|noembed"
          + "|noframes|noscript|object|ol|optgroup|option|output|p|param|picture|plaintext|portal"
          + "|pre|progress|q|rb|rbc|rp|rt|rtc|ruby|s|samp|script|search|section|select|shadow|slot"
          + "|small|source|spacer|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td"
          + "|template|textarea|tfoot|th|thead|time|title|tr|track|tt|u|ul|var|video|wbr|xmp";

  private static final List<Rule> RULES =
      List.of(
          new Rule("&(?=#?[A-Za-z0-9]+;)", "＆"), // first: the others know no character references
          new Rule("<!--", "<! --"),
          new Rule("(?i)<(?=/?(?:" + ELEMENTS + ")(?:[\\s/>]|$))", "＜"),
          new Rule("<(?=!(?:[A-Za-z]|\\[))|(?<![A-Za-z0-9_])<(?=\\?(?!>))", "＜"),
          new Rule("(?i)(bzzz-[a-z]+):", "$1："),
          new Rule("(?<![A-Za-z0-9])@(?=[A-Za-z0-9_])", "＠"),
          new Rule("#(?=[0-9])", "＃"),
          new Rule("!(?=[0-9])", "！"),
          new Rule("(?i)(gh)-(?=[0-9])", "$1–"),
          new Rule(
              "(?i)(https?)://(?=\\S*/(?:issues|pulls?|merge_requests|work_items)/[0-9])", "$1：//"),
          new Rule("(?m)^([ \\t]*)/(?=[A-Za-z])", "$1／"),
          new Rule(
              "(?i)\\[(?=\\s*+(?:skip[\\s_-]++[a-z]|no\\W?ci\\b|[a-z]++[\\s_-]skip\\s*+\\]))", "［"),
          new Rule("(?i)\\*(?=\\*{0,2}no_ci)", "＊"),
          new Rule("(?i)(skip-checks):", "$1："));

  private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}|~{3,})(.*)");

  private ForgeText() {}

  private record Rule(Pattern acts, String replacement) {
    Rule(String acts, String replacement) {
      this(Pattern.compile(acts), replacement);
    }
  }

  /** One line of at most {@code max} characters. */
  public static String line(String text, int max) {
    return PlainText.line(harmless(PlainText.line(text, 2 * max)), max);
  }

  /**
   * Markdown of at most {@code max} characters, and a closing fence, that keeps its line breaks.
   */
  public static String block(String text, int max) {
    return closed(PlainText.block(harmless(PlainText.block(text, 2 * max)), max).strip());
  }

  private static String harmless(String text) {
    // First, and longer than what is shown: an address that was cut or changed is not known as one.
    String harmless = PublicText.ofProse(text);
    for (Rule rule : RULES) {
      harmless = rule.acts().matcher(harmless).replaceAll(rule.replacement());
    }
    return harmless;
  }

  private static String closed(String markdown) {
    String open = "";
    for (String line : markdown.lines().toList()) {
      Matcher fence = FENCE.matcher(line);
      if (!fence.matches()) {
        continue;
      }
      String mark = fence.group(1);
      if (open.isEmpty()) {
        // Behind backticks, another one makes it a line with code instead.
        open = mark.startsWith("`") && fence.group(2).contains("`") ? "" : mark;
      } else if (mark.startsWith(open) && fence.group(2).isBlank()) {
        open = "";
      }
    }
    return open.isEmpty() ? markdown : markdown + "\n" + open;
  }
}
