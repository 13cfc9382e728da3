package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.RefUpdate;
import dev.bzzz.core.sim.HostLink;
import dev.bzzz.core.sim.RefChange;
import dev.bzzz.core.sim.SimHost;
import dev.bzzz.core.sim.SimLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Ledgers that move refs in ways that a ledger must not: the parts they share. */
abstract class BrokenLedger extends SimLedger {
  /** Whether a request publishes work, and so moves a branch. */
  static boolean publishes(CasRequest request) {
    return !request.updates().isEmpty();
  }

  /** Whether a request makes its actor the holder. */
  static boolean grants(CasRequest request) {
    return request.next().record().grant().isEmpty() && !request.repairs();
  }

  /** The move of the claim ref, if it is where the request expects it. */
  static RefChange leased(CasRequest request) {
    return new RefChange.Claim(
        request.task(), Optional.of(request.expected().position()), request.next());
  }

  /** The move of the claim ref, wherever it is. */
  static RefChange forced(CasRequest request) {
    return new RefChange.Claim(request.task(), Optional.empty(), request.next());
  }

  /** The moves of the work branches, which must not be there yet. */
  static List<RefChange> branches(CasRequest request) {
    List<RefChange> changes = new ArrayList<>();
    for (RefUpdate update : request.updates()) {
      changes.add(
          new RefChange.Branch(
              request.task(),
              update.branch(),
              Optional.of(update.expected().orElse("")),
              update.head()));
    }
    return changes;
  }

  /** All moves of a request. */
  static List<RefChange> together(RefChange claim, CasRequest request) {
    List<RefChange> changes = new ArrayList<>(branches(request));
    changes.add(claim);
    return changes;
  }

  /** Whether a record was written before, so that this is a second try. */
  static boolean written(CasRequest request, SimHost host) {
    String position = host.tip(request.task()).position();
    String next = request.next().id();
    // What a repair goes back to lies beneath the damage, too.
    return request.repairs() ? position.equals(next) : host.isPast(request.task(), position, next);
  }

  /** How a request ended, by what the host has now. */
  static CasResult outcome(CasRequest request, SimHost host) {
    return written(request, host)
        ? new CasResult.Won(host.tip(request.task()))
        : new CasResult.Lost(host.tip(request.task()));
  }

  /** Pushes unless that was done before, and tells what the host has then. */
  static void push(
      CasRequest request,
      List<RefChange> changes,
      boolean atomic,
      HostLink link,
      Consumer<CasResult> answer) {
    link.call(
        host -> {
          if (!written(request, host)) {
            host.push(changes, atomic);
          }
          return outcome(request, host);
        },
        reply -> answer.accept(result(reply)));
  }
}
