package dev.bzzz.examples.bench;

import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * One agent that claims as fast as the ledger lets it. It begins with its own share of the tasks,
 * as rendezvous would deal them out, and then helps with what is left. Confined to one thread.
 */
final class Racer {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_ASKED = 3; // for the end of one try

  private final ClaimLedger ledger;
  private final Identity agent;
  private final Random random = new SecureRandom();
  private final List<Duration> grants = new ArrayList<>();
  private long tries;

  Racer(ClaimLedger ledger, Identity agent) {
    this.ledger = ledger;
    this.agent = agent;
  }

  /**
   * Which tasks are to be claimed, and which of them first.
   *
   * @param repository whose tasks
   * @param tasks how many; their numbers start at 1
   * @param agents how many agents share them
   * @param index which of the agents this is, from 0
   */
  record Course(RepositoryId repository, int tasks, int agents, int index) {}

  /** Claims until every task has a holder. */
  Samples race(Course course) {
    String head = ledger.scan(course.repository()).head();
    long began = System.currentTimeMillis();
    long ended = began;
    Set<Long> open = new TreeSet<>();
    for (long number = 1 + course.index(); number <= course.tasks(); number += course.agents()) {
      open.add(number);
    }
    while (!open.isEmpty()) {
      List<Long> order = new ArrayList<>(open);
      Collections.shuffle(order, random);
      for (long number : order) {
        if (claim(new TaskId(course.repository(), number), head)) {
          ended = System.currentTimeMillis();
        }
      }
      open = unclaimed(ledger.scan(course.repository()), course.tasks());
    }
    return new Samples(began, ended, tries, grants);
  }

  private boolean claim(TaskId task, String head) {
    long began = System.nanoTime();
    Tip tip = ledger.read(task);
    if (tip.state().isPresent()) {
      return false;
    }
    tries++;
    Stamp stamp = Stamp.of(agent.id(), head, Instant.now(), random);
    var record = RecordCodec.sign(NextRecord.after(tip, stamp).grant(head, "bench"), agent);
    CasRequest request = new CasRequest(tip, record);
    CasResult result = ledger.cas(request, TIMEOUT);
    for (int i = 1; i < MAX_ASKED && result instanceof CasResult.Unknown; i++) {
      result = ledger.cas(request, TIMEOUT);
    }
    if (result instanceof CasResult.Won) {
      grants.add(Duration.ofNanos(System.nanoTime() - began));
      return true;
    }
    if (result instanceof CasResult.Lost) {
      return false;
    }
    throw new PermanentException("cannot measure claims: task " + task + " ended " + result);
  }

  private static Set<Long> unclaimed(LedgerView view, int tasks) {
    Set<Long> open = new TreeSet<>();
    for (long number = 1; number <= tasks; number++) {
      open.add(number);
    }
    view.tips().stream()
        .filter(tip -> tip.state().isPresent())
        .forEach(tip -> open.remove(tip.task().number()));
    return open;
  }
}
