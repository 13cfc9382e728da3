package dev.bzzz.core.testkit;

import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimTiming;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Agents whose keys are the same in every run. */
public final class TestAgents {
  private TestAgents() {}

  /** The agent whose seed is 32 times this byte. */
  public static Identity agent(int number) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) number);
    return Identity.ofSeed(seed);
  }

  /** A policy that names agents 1 to {@code count}. */
  public static ClaimPolicy policyOf(int count) {
    return ClaimPolicy.of(
        IntStream.rangeClosed(1, count)
            .boxed()
            .collect(Collectors.toMap(number -> agent(number).id(), number -> "agent " + number)),
        ClaimTiming.LOCAL);
  }
}
