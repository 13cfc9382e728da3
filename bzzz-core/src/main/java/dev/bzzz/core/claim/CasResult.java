package dev.bzzz.core.claim;

import java.time.Duration;

/** How a compare-and-swap ended. Losing is a value, not an exception. */
public sealed interface CasResult {
  /**
   * The record was written.
   *
   * @param tip the register with it
   */
  record Won(Tip tip) implements CasResult {}

  /**
   * Another record was there first; nothing was written.
   *
   * @param now the register as it is
   */
  record Lost(Tip now) implements CasResult {}

  /**
   * It may or may not have been written; only a read can tell. Never treat it as won or lost.
   *
   * @param why for people
   */
  record Unknown(String why) implements CasResult {}

  /**
   * It was surely not written, though nobody else was first.
   *
   * @param why for people
   * @param retryAfter how long to wait; zero when nothing is known
   */
  record Refused(String why, Duration retryAfter) implements CasResult {}
}
