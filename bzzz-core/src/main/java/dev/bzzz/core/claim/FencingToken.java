package dev.bzzz.core.claim;

/**
 * Which grant a holder acts under; it grows with each grant, and stale ones are refused.
 *
 * @param term counts grants of the task, from 1
 * @param grant record id of the granting record
 */
public record FencingToken(long term, String grant) {
  @Override
  public String toString() {
    return "t" + term + " " + grant;
  }
}
