package dev.bzzz.core.sim;

import dev.bzzz.core.Identity;
import dev.bzzz.core.LocalValues;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.capability.AgentProfile;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.machine.Machine;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.TestAgents;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** One agent with real signatures that does one task, whatever it is told at once. */
final class LoneAgent {
  static final Identity IDENTITY = TestAgents.agent(1);
  static final TaskId TASK = new TaskId(new RepositoryId("0123456789abcdef".repeat(2)), 1);
  static final String SECRET = "open sesame";
  private static final int STEPS = 16;

  final InMemoryLedger ledger = new InMemoryLedger();
  private final Deque<ClaimInput> inputs = new ArrayDeque<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00.000000001Z");

  LoneAgent() {
    ledger.register(TASK.repository(), TestAgents.policyOf(1));
  }

  /** Starts it, and lets it act for a while. */
  void run(ClaimProtocol protocol, ClaimInput... first) {
    inputs.addAll(List.of(first));
    inputs.add(new ClaimInput.Observed(List.of(TASK), List.of(ledger.scan(TASK.repository()))));
    Machine<ClaimInput, ClaimEffect> machine = protocol.machine(context());
    for (int i = 0; i < STEPS; i++) {
      ClaimInput input = inputs.isEmpty() ? new ClaimInput.Tick() : inputs.remove();
      if (input instanceof ClaimInput.Tick) {
        now = machine.deadline().filter(now::isBefore).orElse(now.plusMillis(1));
      }
      machine.on(input, now).forEach(effect -> answer(effect).ifPresent(inputs::add));
    }
  }

  Tip tip() {
    return ledger.read(TASK);
  }

  private static ClaimContext context() {
    return new ClaimContext(
            IDENTITY,
            new AgentProfile(IDENTITY.id(), "ada", List.of()),
            1,
            new Random(1),
            Optional.of(new MeshLink(MeshLink.DEFAULT_NETWORK, "f".repeat(32), Verifier.ed25519())))
        .hiding(LocalValues.of(List.of(), List.of(SECRET), "ada"));
  }

  private Optional<ClaimInput> answer(ClaimEffect effect) {
    if (effect instanceof ClaimEffect.Read read) {
      return Optional.of(new ClaimInput.ReadAnswered(read.call(), tip()));
    } else if (effect instanceof ClaimEffect.Cas cas) {
      return Optional.of(
          new ClaimInput.CasAnswered(cas.call(), ledger.cas(cas.request(), Duration.ZERO)));
    } else if (effect instanceof ClaimEffect.StartWork work) {
      return Optional.of(
          new ClaimInput.WorkSucceeded(
              TASK, work.claim().token(), "d".repeat(40), URI.create("memory:work")));
    } else if (effect instanceof ClaimEffect.OpenPullRequest open) {
      return Optional.of(new ClaimInput.PullRequestOpened(open.call(), 7));
    }
    return Optional.empty();
  }
}
