package dev.bzzz.core.claim;

import dev.bzzz.core.Signer;
import java.util.Random;

/**
 * What a protocol's machine is born with.
 *
 * @param signer the agent
 * @param slots how many tasks it works on at once, at least 1
 * @param random the machine's only source of chance; a {@link java.security.SecureRandom} in
 *     production
 */
public record ClaimContext(Signer signer, int slots, Random random) {
  /** Most tasks one agent may work on at once. */
  public static final int MAX_SLOTS = 64;

  /** Checks the slots. */
  public ClaimContext {
    if (slots < 1 || slots > MAX_SLOTS) {
      throw new IllegalArgumentException("slots are from 1 to " + MAX_SLOTS + ", not " + slots);
    }
  }
}
