package dev.bzzz.core.claim;

import dev.bzzz.core.AgentId;
import java.time.Instant;
import java.util.Random;

/**
 * What every new record is stamped with.
 *
 * @param actor who writes the record
 * @param policy commit whose policy it is judged by
 * @param nonce fresh for each record, from {@link Nonce#draw}
 * @param nowMillis the actor's clock, in milliseconds since 1970
 */
public record Stamp(AgentId actor, String policy, String nonce, long nowMillis) {
  /** A stamp with a fresh nonce. */
  public static Stamp of(AgentId actor, String policy, Instant now, Random random) {
    return new Stamp(actor, policy, Nonce.draw(random), now.toEpochMilli());
  }

  /** The hybrid logical clock of the record after one with this clock. */
  long hlcAfter(long hlc) {
    return Math.min(Math.max(nowMillis, hlc + 1), ClaimRecord.MAX_NUMBER);
  }
}
