package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.capability.AgentProfile;
import dev.bzzz.core.capability.Capability;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.machine.Machine;
import dev.bzzz.core.task.TaskId;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A sound protocol among agents of different skill, where every task asks for that skill: so
 * weights differ.
 */
record Skilled(ClaimProtocol sound) implements ClaimProtocol {
  static final Skill SKILL = new Skill("java");

  @Override
  public String name() {
    return sound.name();
  }

  @Override
  public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
    boolean skilled = !context.profile().capabilities().isEmpty();
    return new Asking(skilled ? context : with(context, level(context.signer().id())), sound);
  }

  /** The same agent, as good as that. */
  static ClaimContext with(ClaimContext context, int level) {
    AgentProfile profile =
        new AgentProfile(
            context.signer().id(), context.profile().name(), List.of(new Capability(SKILL, level)));
    return new ClaimContext(
        context.signer(),
        profile,
        context.slots(),
        context.random(),
        context.mesh(),
        context.post(),
        context.local());
  }

  /** From 100 to 900. */
  static int level(AgentId agent) {
    return 100 + Math.floorMod(agent.value().hashCode(), 801);
  }

  /** Every task asks for the skill. */
  private static final class Asking extends Meddler {
    Asking(ClaimContext context, ClaimProtocol sound) {
      super(context, sound);
    }

    @Override
    ClaimInput heard(ClaimInput input) {
      if (!(input instanceof ClaimInput.Observed observed)) {
        return input;
      }
      SortedMap<TaskId, SortedSet<Skill>> skills = new TreeMap<>();
      observed.candidates().forEach(task -> skills.put(task, new TreeSet<>(List.of(SKILL))));
      return new ClaimInput.Observed(
          observed.candidates(), observed.views(), skills, observed.facts(), observed.listing());
    }
  }
}
