package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.TaskFacts;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** M30: takes an issue that is still open for one that was opened again. */
final class Restless extends Meddler {
  Restless(ClaimContext context, ClaimProtocol sound) {
    super(context, sound);
  }

  @Override
  ClaimInput heard(ClaimInput input) {
    if (!(input instanceof ClaimInput.Observed observed)) {
      return input;
    }
    SortedMap<TaskId, TaskFacts> facts = new TreeMap<>(observed.facts());
    for (LedgerView view : observed.views()) {
      for (Tip tip : view.tips()) {
        if (tip.state().filter(ClaimState.DONE::equals).isPresent()) {
          List<TaskFacts.Pull> pulls =
              Optional.ofNullable(facts.get(tip.task())).map(TaskFacts::pulls).orElse(List.of());
          facts.put(tip.task(), again(tip.record().orElseThrow(), pulls));
        }
      }
    }
    return new ClaimInput.Observed(
        observed.candidates(), observed.views(), observed.skills(), facts, observed.listing());
  }

  private static TaskFacts again(SignedRecord finished, List<TaskFacts.Pull> pulls) {
    String cause = "reopened:" + finished.record().seq();
    return new TaskFacts(false, pulls, Optional.of(new TaskFacts.Cause(finished.id(), cause)));
  }
}
