package dev.bzzz.core.claim;

import dev.bzzz.core.Identity;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.TestAgents;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Agents, a task and policies for tests of records; agent 3 is expelled by the second policy. */
final class ClaimFixture {
  static final TaskId TASK = new TaskId(new RepositoryId("0123456789abcdef".repeat(2)), 42);
  static final Identity ALICE = TestAgents.agent(1);
  static final Identity BOB = TestAgents.agent(2);
  static final Identity CAROL = TestAgents.agent(3);
  static final Identity STRANGER = TestAgents.agent(9);
  static final String POLICY = "a".repeat(40);
  static final String NEXT_POLICY = "b".repeat(40);
  static final String BASE = "c".repeat(40);
  static final String HEAD = "d".repeat(40);
  static final PolicyHistory POLICIES = new TwoPolicies();

  private static final Random RANDOM = new Random(7);

  private ClaimFixture() {}

  static Stamp stamp(Identity actor) {
    return stamp(actor, POLICY);
  }

  static Stamp stamp(Identity actor, String policy) {
    return new Stamp(actor.id(), policy, Nonce.draw(RANDOM), 1_000);
  }

  static NextRecord first(Identity actor) {
    return NextRecord.after(Tip.none(TASK), stamp(actor));
  }

  static SignedRecord granted(Identity actor) {
    return RecordCodec.sign(first(actor).grant(BASE, "optimistic"), actor);
  }

  /** The policies at {@link #POLICY} and its child {@link #NEXT_POLICY}. */
  private static final class TwoPolicies implements PolicyHistory {
    private final List<String> commits = List.of(POLICY, NEXT_POLICY);
    private final Map<String, ClaimPolicy> policies = new HashMap<>();

    TwoPolicies() {
      policies.put(POLICY, TestAgents.policyOf(3));
      policies.put(NEXT_POLICY, TestAgents.policyOf(2));
    }

    @Override
    public Optional<ClaimPolicy> at(String commit) {
      return Optional.ofNullable(policies.get(commit));
    }

    @Override
    public boolean descends(String commit, String ancestor) {
      int older = commits.indexOf(ancestor);
      return older >= 0 && older <= commits.indexOf(commit);
    }
  }
}
