package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.Committee;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.PolicyHistory;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.TestAgents;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Records for many schedules, each made once: the same step after the same record is the same
 * record. They are not really signed, since nobody forges here.
 */
final class RecordPool {
  private static final String COMMIT = "a".repeat(40);
  private static final int AGENTS = 4;
  private static final int VOTERS = 3;

  private final TaskId task = new TaskId(new RepositoryId("3".repeat(32)), 1);
  private final List<AgentId> agents =
      IntStream.rangeClosed(1, AGENTS).mapToObj(i -> TestAgents.agent(i).id()).toList();
  private final List<AgentId> voters =
      IntStream.range(101, 105).mapToObj(i -> TestAgents.agent(i).id()).toList();
  private final Map<String, SignedRecord> made = new HashMap<>();
  private final Membership membership;
  private final Rule acceptor;

  /** How a voter answers; a mutant does it wrongly. */
  interface Rule {
    Acceptor.Outcome on(Register now, Question question);
  }

  RecordPool(Rule acceptor) {
    this.acceptor = acceptor;
    ClaimPolicy base = TestAgents.policyOf(AGENTS);
    ClaimPolicy policy =
        new ClaimPolicy(
            base.agents(),
            new TreeMap<>(),
            ClaimPolicy.QUORUM_LEDGER,
            Optional.of(Committee.first(voters.subList(0, VOTERS))),
            base.timing());
    PolicyHistory history =
        new PolicyHistory() {
          @Override
          public Optional<ClaimPolicy> at(String commit) {
            return Optional.of(policy);
          }

          @Override
          public boolean descends(String commit, String ancestor) {
            return true;
          }
        };
    this.membership =
        Membership.of(task.repository(), new PolicySource.Snapshot(COMMIT, policy, history));
  }

  /** As a voter does. */
  static Acceptor.Outcome rightly(Register now, Question question) {
    if (question instanceof Question.Prepare prepare) {
      return Acceptor.prepare(now, prepare.ballot());
    }
    if (question instanceof Question.Accept accept) {
      return Acceptor.accept(now, accept.ballot(), accept.value(), accept.next());
    }
    return Acceptor.query(now, ((Question.Query) question).wish());
  }

  Rule acceptor() {
    return acceptor;
  }

  TaskId task() {
    return task;
  }

  Membership membership() {
    return membership;
  }

  /** Who votes in one epoch or another. */
  List<AgentId> voters() {
    return voters;
  }

  /** The epoch after, with other voters. */
  Membership after(Membership before, List<AgentId> voters) {
    Committee next = before.committee().next(voters);
    return new Membership(
        task.repository(), next, Long.toString(next.epoch()).repeat(32), membership.policy());
  }

  AgentId agent(int index) {
    return agents.get(index);
  }

  Tip tip(Optional<Value> value) {
    return value.map(Value::tip).orElseGet(() -> Tip.none(task));
  }

  /**
   * A record that may follow; empty when this agent may write none.
   *
   * @param variant makes it another record
   */
  Optional<SignedRecord> next(Optional<Value> value, AgentId actor, int variant) {
    String key = value.map(Value::position).orElse("") + actor + variant;
    SignedRecord known = made.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    Tip tip = tip(value);
    Stamp stamp = Stamp.of(actor, COMMIT, java.time.Instant.EPOCH, new Random(key.hashCode()));
    Optional<SignedRecord> record =
        step(tip, NextRecord.after(tip, stamp), actor)
            .map(next -> RecordCodec.sign(next, unsigned(actor)));
    record.ifPresent(next -> made.put(key, next));
    return record;
  }

  private static Optional<ClaimRecord> step(Tip tip, NextRecord next, AgentId actor) {
    if (tip.record().isEmpty()) {
      return Optional.of(next.grant(COMMIT, "test"));
    }
    ClaimRecord record = tip.record().get().record();
    if (record.holder().equals(actor)) {
      return Optional.of(
          record.state() == ClaimState.RELEASED
              ? next.grant(COMMIT, "test")
              : next.release("enough"));
    }
    return record.state() == ClaimState.HELD
        ? Optional.of(next.challenge())
        : Optional.of(next.grant(COMMIT, "test")).filter(grant -> record.attempt() < 5);
  }

  private static Signer unsigned(AgentId agent) {
    return new Signer() {
      @Override
      public AgentId id() {
        return agent;
      }

      @Override
      public byte[] sign(byte[] message) {
        return new byte[64];
      }
    };
  }
}
