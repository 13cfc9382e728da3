package dev.bzzz.core.agent;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimEffect.Cas;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.SignedRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Moves claims in the ledger; every move is announced to the agent's log first, and one that cannot
 * be is not made. Blocks on the ledger. Safe for use by many threads.
 */
final class LedgerCalls {
  private static final Duration CAS_TIMEOUT = Duration.ofSeconds(60);
  private static final CasResult UNMADE = new CasResult.Unknown("it was not tried");

  private final AgentParts parts;
  private final Events events;
  private final Watch watch;
  private final Idleness idleness;
  private final Consumer<Throwable> fatal;

  /**
   * The calls of one agent.
   *
   * @param fatal told when the log fails for good: without a log the agent may do nothing
   */
  LedgerCalls(
      AgentParts parts, Events events, Watch watch, Idleness idleness, Consumer<Throwable> fatal) {
    this.parts = parts;
    this.events = events;
    this.watch = watch;
    this.idleness = idleness;
    this.fatal = fatal;
  }

  /** Takes note that these moves are going to be tried. */
  void trying(List<Cas> moves) {
    moves.forEach(move -> idleness.refusals().trying(move.request()));
  }

  /** Makes the moves, several in one call if the ledger can; a result for each, in their order. */
  List<CasResult> make(List<Cas> moves) {
    List<CasResult> results = new ArrayList<>(Collections.nCopies(moves.size(), UNMADE));
    List<Integer> announced = new ArrayList<>();
    for (int i = 0; i < moves.size(); i++) {
      Optional<CasResult> refused = announce(moves.get(i).request().next());
      if (refused.isPresent()) {
        results.set(i, refused.get());
      } else {
        announced.add(i);
      }
    }
    List<CasResult> made = ask(announced.stream().map(i -> moves.get(i).request()).toList());
    for (int i = 0; i < announced.size(); i++) {
      results.set(announced.get(i), made.get(i));
    }
    for (int i = 0; i < moves.size(); i++) {
      idleness.refusals().answered(moves.get(i).request(), results.get(i));
    }
    return results;
  }

  private List<CasResult> ask(List<CasRequest> requests) {
    try {
      return requests.size() == 1
          ? List.of(parts.ledger().cas(requests.get(0), CAS_TIMEOUT))
          : requests.isEmpty() ? List.of() : parts.ledger().cas(requests, CAS_TIMEOUT);
    } catch (RuntimeException e) {
      return Collections.nCopies(requests.size(), new CasResult.Unknown(Runtime.message(e)));
    }
  }

  /** Empty when every sink has kept the announcement; else the refusal that stands for it. */
  private Optional<CasResult> announce(SignedRecord next) {
    ClaimRecord record = next.record();
    try {
      events.tell(
          (at, agent) ->
              new AgentEvent.ClaimMoving(
                  at,
                  agent,
                  watch.ref(record.task()),
                  record.state(),
                  record.term(),
                  next.id(),
                  record.work().head()));
      return Optional.empty();
    } catch (PermanentException e) {
      fatal.accept(e); // without a log the agent may do nothing, so it is better ended than idle
      return Optional.of(
          new CasResult.Refused(
              "it cannot be logged: " + Runtime.message(e), Duration.ofSeconds(5)));
    } catch (RuntimeException e) { // of whatever kind: a call without an answer is never made again
      return Optional.of(
          new CasResult.Refused(
              "it could not be logged first: " + Runtime.message(e), Duration.ofSeconds(5)));
    }
  }
}
