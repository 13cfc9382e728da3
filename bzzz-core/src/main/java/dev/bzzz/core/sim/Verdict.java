package dev.bzzz.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Collects what did not hold in a run. */
final class Verdict {
  /** Beyond, nobody reads on. */
  static final int MAX_VIOLATIONS = 100;

  private final World world;
  private final Story story;
  private final List<Violation> violations = new ArrayList<>();

  Verdict(World world, Story story) {
    this.world = world;
    this.story = story;
  }

  void require(boolean holds, Invariant invariant, Supplier<String> detail) {
    if (!holds && violations.size() < MAX_VIOLATIONS) {
      Violation violation = new Violation(invariant, Micros.duration(world.now()), detail.get());
      violations.add(violation);
      story.tell("check", () -> "VIOLATED " + invariant + ": " + violation.detail());
    }
  }

  boolean clean() {
    return violations.isEmpty();
  }

  List<Violation> violations() {
    return violations;
  }
}
