package dev.bzzz.core.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * Several hunts for one mutation, each with seeds of its own, since one may be lucky.
 *
 * @param mutation what was tried
 * @param hunts one after the other
 */
public record Chase(Mutation mutation, List<Hunt> hunts) {
  /** The first seeds of two hunts are so far apart. */
  public static final long SEEDS = 1_000_000;

  /** Copies the list. */
  public Chase {
    hunts = List.copyOf(hunts);
    if (hunts.isEmpty()) {
      throw new IllegalArgumentException("a chase has at least one hunt");
    }
  }

  /**
   * Hunts so often.
   *
   * @param firstSeed seed of the first scenario of the first hunt
   * @param most how many scenarios each hunt tries, at most {@value #SEEDS}
   * @param times how many hunts
   */
  public static Chase of(Mutation mutation, long firstSeed, long most, int times) {
    List<Hunt> hunts = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      hunts.add(Hunt.of(mutation, firstSeed + i * SEEDS, most));
    }
    return new Chase(mutation, hunts);
  }

  /** Whether any of the hunts missed it. */
  public boolean survived() {
    return hunts.stream().anyMatch(Hunt::survived);
  }

  /** The first hunt. */
  public Hunt first() {
    return hunts.get(0);
  }

  /** How many scenarios it took in the middle; of an even number of hunts, the more. */
  public long median() {
    return hunts.stream().map(Hunt::scenarios).sorted().toList().get(hunts.size() / 2);
  }
}
