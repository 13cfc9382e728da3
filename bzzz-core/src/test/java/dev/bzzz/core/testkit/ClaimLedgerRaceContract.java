package dev.bzzz.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.sim.RegisterHistory;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ClaimLedger} must do while many agents write at once. */
public abstract class ClaimLedgerRaceContract {
  private static final int THREADS = 16;
  private static final int TERMS = 4;
  private static final int LOST_PERCENT = 5;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final long PATIENCE_SECONDS = 60;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final List<ClaimLedger> handles = new ArrayList<>();
  private LedgerStore store;
  private TaskId task;
  private String head;

  /** A fresh store, with nothing claimed. */
  protected abstract LedgerStore newStore();

  /** How many steps each of 16 threads tries in the random test; fewer where one takes long. */
  protected int stepsPerThread() {
    return 50;
  }

  @BeforeEach
  final void openStore() {
    store = newStore();
    for (int i = 0; i < THREADS; i++) {
      handles.add(store.open());
    }
    task = new TaskId(store.repository(), 1);
    head = handles.get(0).scan(store.repository()).head();
  }

  @AfterEach
  final void closeStore() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    handles.forEach(ClaimLedger::close);
    store.close();
  }

  @Test
  final void ofManyAgentsExactlyOneIsGrantedEachTerm() throws Exception {
    Tip tip = Tip.none(task);
    for (int term = 1; term <= TERMS; term++) {
      List<CasResult> results = race(tip, task);
      tip = handles.get(0).read(task);

      assertThat(results).filteredOn(CasResult.Won.class::isInstance).hasSize(1);
      assertThat(results).filteredOn(CasResult.Lost.class::isInstance).hasSize(THREADS - 1);
      assertThat(results).contains(new CasResult.Won(tip));
      assertThat(tip.record().orElseThrow().record().term()).isEqualTo(term);

      tip = release(tip);
    }
  }

  @Test
  final void manyTasksAreGrantedAtOnceEachToItsAgent() throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<CasResult> results =
        onEachThread(
            (ledger, agent, index) -> {
              Tip none = Tip.none(new TaskId(store.repository(), index + 1));
              CasRequest request = grant(none, agent);
              start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
              return Settled.cas(ledger, request);
            });

    assertThat(results).allMatch(CasResult.Won.class::isInstance);
    assertThat(handles.get(0).scan(store.repository()).tips())
        .hasSize(THREADS)
        .allSatisfy(
            tip ->
                assertThat(tip.record().orElseThrow().record().holder())
                    .isEqualTo(TestAgents.agent((int) tip.task().number()).id()));
  }

  @Test
  final void theHistoryOfRandomStepsIsThatOfOneRegisterThoughSomeAnswersAreLost() throws Exception {
    RegisterHistory history = new RegisterHistory();
    LedgerStore.Finished work = store.finish();
    CyclicBarrier start = new CyclicBarrier(THREADS);

    onEachThread(
        (ledger, agent, index) -> {
          ClaimLedger faulty = new FaultyLedger(ledger, new Random(index), LOST_PERCENT);
          RandomSteps steps = new RandomSteps(head, work, new Random(index));
          start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
          for (int i = 0; i < stepsPerThread(); i++) {
            Optional<CasRequest> step =
                read(faulty, history)
                    .flatMap(tip -> steps.draw(tip, agent))
                    .filter(request -> possible(ledger, request));
            if (step.isPresent()) {
              cas(faulty, step.get(), history);
            }
          }
          return Boolean.TRUE;
        });
    for (ClaimLedger ledger : handles) {
      assertThat(read(ledger, history)).isPresent();
    }

    assertThat(history.violation()).isEmpty();
    assertThat(history.writes()).isGreaterThanOrEqualTo(stepsPerThread());
  }

  private static boolean possible(ClaimLedger ledger, CasRequest request) {
    return request.updates().isEmpty() || ledger.features().atomicRefUpdates();
  }

  private Optional<Tip> read(ClaimLedger ledger, RegisterHistory history) {
    long began = System.nanoTime();
    try {
      Tip tip = ledger.read(task);
      history.saw(began, System.nanoTime(), value(tip));
      return Optional.of(tip);
    } catch (TransientException e) {
      return Optional.empty();
    }
  }

  private static void cas(ClaimLedger ledger, CasRequest request, RegisterHistory history) {
    String expected = value(request.expected());
    long began = System.nanoTime();
    CasResult result = ledger.cas(request, TIMEOUT);
    long ended = System.nanoTime();
    if (result instanceof CasResult.Won) {
      history.won(began, ended, expected, request.next().id());
    } else if (result instanceof CasResult.Lost lost) {
      history.lost(began, ended, expected, value(lost.now()));
    } else if (result instanceof CasResult.Unknown) {
      history.unknown(began, expected, request.next().id());
    } else {
      throw new AssertionError("a step that may be taken was refused: " + result);
    }
  }

  private static String value(Tip tip) {
    assertThat(tip.damage()).isEmpty();
    return tip.record().map(signed -> signed.id()).orElse(RegisterHistory.UNWRITTEN);
  }

  private List<CasResult> race(Tip tip, TaskId task) throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    return onEachThread(
        (ledger, agent, index) -> {
          CasRequest request = grant(tip, agent);
          start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
          return Settled.cas(ledger, request);
        });
  }

  private Tip release(Tip tip) {
    var holder = tip.record().orElseThrow().record().holder();
    for (int i = 0; i < THREADS; i++) {
      Identity agent = TestAgents.agent(i + 1);
      if (agent.id().equals(holder)) {
        NextRecord next = NextRecord.after(tip, stamp(agent, i));
        var released = RecordCodec.sign(next.release("next race"), agent);
        CasResult result = Settled.cas(handles.get(i), new CasRequest(tip, released));
        return ((CasResult.Won) result).tip();
      }
    }
    throw new AssertionError("held by a stranger: " + tip);
  }

  private CasRequest grant(Tip tip, Identity agent) {
    NextRecord next = NextRecord.after(tip, stamp(agent, agent.id().hashCode()));
    return new CasRequest(tip, RecordCodec.sign(next.grant(head, "race"), agent));
  }

  private Stamp stamp(Identity agent, long seed) {
    return Stamp.of(agent.id(), head, Instant.ofEpochSecond(1), new Random(seed));
  }

  private interface Role<T> {
    T play(ClaimLedger ledger, Identity agent, int index) throws Exception;
  }

  private <T> List<T> onEachThread(Role<T> role) throws Exception {
    List<Future<T>> running = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int index = i;
      running.add(
          threads.submit(() -> role.play(handles.get(index), TestAgents.agent(index + 1), index)));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> each : running) {
      results.add(each.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
    return results;
  }
}
