package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.Committee;
import dev.bzzz.core.claim.QuorumProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Who may claim: the policy of a run from its start, and the changes people make to it. */
final class Governance {
  private static final int VOTERS = 3;

  /** How long it takes until an agent with a new key is started. */
  private static final long START = Micros.SECOND;

  private final Simulation simulation;
  private final SimKeys keys;
  private final SimRandom names;
  private int lastKey;

  /**
   * The policy of a run.
   *
   * @param lastKey number of the highest key in use
   */
  Governance(Simulation simulation, SimKeys keys, SimRandom names, int lastKey) {
    this.simulation = simulation;
    this.keys = keys;
    this.names = names;
    this.lastKey = lastKey;
  }

  /** Commits the first policy, by which all may claim but those who are admitted later. */
  void begin(AgentId liar) {
    Map<AgentId, String> authorised = new TreeMap<>();
    List<AgentId> present = new ArrayList<>();
    for (SimAgent agent : simulation.agents()) {
      if (joinsLater(agent)) {
        agent.keepAway();
      } else {
        authorised.put(agent.signer().id(), agent.name());
        present.add(agent.signer().id());
      }
    }
    authorised.put(liar, "liar");
    ClaimPolicy policy = ClaimPolicy.of(authorised, simulation.scenario().timing());
    boolean votes =
        simulation.scenario().fleets().stream()
            .anyMatch(fleet -> fleet.protocol().equals(QuorumProtocol.NAME));
    commit(votes && present.size() >= VOTERS ? policy.vote(present.subList(0, VOTERS)) : policy);
  }

  private boolean joinsLater(SimAgent agent) {
    return simulation.scenario().faults().stream()
        .filter(fault -> fault instanceof PolicyChange change && change.agent() == agent.index())
        .map(PolicyChange.class::cast)
        .anyMatch(change -> change.kind() == PolicyChange.Kind.ADMIT);
  }

  void plan(PolicyChange change) {
    simulation.world().at(Micros.of(change.at()), () -> apply(change));
  }

  void plan(Expulsion expulsion, AgentId liar) {
    simulation.world().at(Micros.of(expulsion.at()), () -> revoke(liar, "the liar's key"));
  }

  private void apply(PolicyChange change) {
    SimAgent agent = simulation.agents().get(change.agent());
    AgentId key = agent.signer().id();
    boolean named = policy().authorises(key);
    switch (change.kind()) {
      case ADMIT -> {
        if (!named) {
          admit(agent);
        }
      }
      case REVOKE -> revoke(key, "the key of " + agent.name());
      case ROTATE -> {
        if (named) {
          rotate(agent, key);
        }
      }
      default -> throw new AssertionError("unhandled change: " + change);
    }
  }

  private void admit(SimAgent agent) {
    if (policy().revocation(agent.signer().id()).isPresent()) {
      agent.rekey(keys.signer(++lastKey));
    }
    tell("admit " + agent.name());
    commit(policy().admit(Map.of(agent.signer().id(), agent.name())));
    start(agent);
  }

  private void revoke(AgentId key, String whose) {
    if (policy().authorises(key)) {
      tell("revoke " + whose);
      commit(withoutVoter(key).revoke(key, "by order"));
    }
  }

  private void rotate(SimAgent agent, AgentId before) {
    agent.rekey(keys.signer(++lastKey));
    tell("give " + agent.name() + " a new key");
    commit(policy().rotate(before, agent.signer().id()));
    start(agent);
  }

  private void start(SimAgent agent) {
    simulation.world().after(START, agent::join);
  }

  /** The policy with another voter in the place of this one, or without a committee. */
  private ClaimPolicy withoutVoter(AgentId key) {
    ClaimPolicy now = policy();
    Optional<Committee> committee = now.committee().filter(voters -> voters.voters().contains(key));
    if (committee.isEmpty()) {
      return now;
    }
    List<AgentId> voters = new ArrayList<>(committee.get().voters());
    voters.remove(key);
    Optional<AgentId> other =
        simulation.agents().stream()
            .map(agent -> agent.signer().id())
            .filter(now::authorises)
            .filter(each -> !committee.get().voters().contains(each))
            .findFirst();
    if (other.isEmpty()) {
      return new ClaimPolicy(
          now.agents(), now.revoked(), now.ledger(), Optional.empty(), now.timing());
    }
    voters.add(other.get());
    return now.vote(voters);
  }

  private ClaimPolicy policy() {
    return simulation.host().policy();
  }

  private void commit(ClaimPolicy policy) {
    simulation.host().commit(names.hex(40), policy);
  }

  private void tell(String what) {
    simulation.story().tell("fault", () -> "people change the policy: " + what);
  }
}
