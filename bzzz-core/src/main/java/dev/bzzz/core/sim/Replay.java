package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import java.util.Optional;

/**
 * What came of replaying a recording.
 *
 * @param agent whose recording it is
 * @param starts how often the agent started
 * @param inputs what its machines were told, up to the difference if there is one
 * @param effects what they ordered
 * @param difference the first decision that is not the recorded one
 * @param ending how the recording ends, unless with an agent that stopped in order: {@code ends
 *     without its closing line: …}; also empty when there is a difference
 * @param trace every input and every effect, for people
 */
public record Replay(
    AgentId agent,
    int starts,
    long inputs,
    long effects,
    Optional<Difference> difference,
    Optional<String> ending,
    Trace trace) {
  /**
   * Where a machine decides otherwise than it did.
   *
   * @param line of the recording, from 1
   * @param input what the machine is told there
   * @param expected what it then did
   * @param got what it does now
   */
  public record Difference(long line, String input, String expected, String got) {
    @Override
    public String toString() {
      return "line "
          + line
          + ": told '"
          + input
          + "', it did '"
          + expected
          + "', now '"
          + got
          + "'";
    }
  }

  /** Whether every decision is the recorded one. */
  public boolean same() {
    return difference.isEmpty();
  }
}
