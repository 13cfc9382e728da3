package dev.bzzz.core.claim;

import dev.bzzz.core.Bounded;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which troubles of one task were told, so that each is told once, until something works or for a
 * while. Texts that differ only in ids and figures are of the same trouble: each try has a record
 * of its own, and its refusal names it.
 */
final class Told {
  /** A trouble that is still there, or there again, is told again after so long. */
  static final Duration AGAIN = Duration.ofHours(1);

  /** So many are known to have been told; an older one that comes back is told again. */
  static final int MAX = 8;

  /** So much of a text, in characters, tells troubles apart. */
  private static final int MAX_TEXT = 500;

  /** A word with a digit in it: an id, a commit, a count. */
  private static final Pattern VARYING = Pattern.compile("(?<!\\w)[A-Za-z_]*+\\d\\w*+");

  /** Mostly there is none, and an agent has many tasks in mind. */
  private Map<String, Instant> told = Map.of();

  private String last = "";
  private Instant lastUntil = Instant.MIN;

  /** Whether a trouble is to be told now; from then on it was told. */
  boolean news(String why, Instant now) {
    if (why.equals(last) && now.isBefore(lastUntil)) {
      return false; // the common case, without a search for ids
    }
    String beginning = why.substring(0, Math.min(why.length(), MAX_TEXT));
    String trouble = VARYING.matcher(beginning).replaceAll("#");
    Instant until = told.get(trouble);
    boolean news = until == null || !now.isBefore(until);
    if (news) {
      until = now.plus(AGAIN);
      told = told.isEmpty() ? Bounded.map(MAX) : told;
      told.put(trouble, until);
    }
    last = why;
    lastUntil = until;
    return news;
  }

  /** Something worked: what is told next is news. */
  void over() {
    told = Map.of();
    lastUntil = Instant.MIN;
  }
}
