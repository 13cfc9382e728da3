package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.mesh.Mesh;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A voter with its folder, open for questions until it is closed. Safe for use by many threads. */
final class Polling implements AutoCloseable {
  private static final int MAX_WAITING = 1000;

  private final QuorumStore store;
  private final List<ThreadPoolExecutor> threads;
  private final Voter voter;
  private final Sitting sitting;

  private Polling(QuorumStore store, List<ThreadPoolExecutor> threads, Booth booth) {
    this.store = store;
    this.threads = threads;
    this.voter = booth.voter();
    this.sitting = new Sitting(booth, threads.get(0));
  }

  static Polling open(QuorumStore.Place place, Voter.Party party, Records records, Caller caller) {
    QuorumStore store = QuorumStore.open(place, party.signer().id(), new SecureRandom());
    ThreadPoolExecutor joins = thread("join", party);
    Epochs epochs = new Epochs(store);
    Activation activation = new Activation(party.signer().id(), epochs, caller, joins);
    Booth booth = new Booth(party, new Voter(party, epochs, activation), records);
    return new Polling(store, List.of(thread("vote", party), joins), booth);
  }

  private static ThreadPoolExecutor thread(String purpose, Voter.Party party) {
    ThreadPoolExecutor thread =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            task -> daemon(task, purpose, party));
    thread.allowCoreThreadTimeOut(true);
    return thread;
  }

  Voter voter() {
    return voter;
  }

  void serve(Mesh mesh) {
    mesh.serveLater(Wire.PROTOCOL, (from, data) -> sitting.ask(data));
  }

  @Override
  public void close() {
    sitting.close();
    threads.forEach(ThreadPoolExecutor::shutdownNow);
    store.close();
  }

  private static Thread daemon(Runnable task, String purpose, Voter.Party party) {
    Thread running = new Thread(task, "bzzz-" + purpose + "-" + party.signer().id().brief());
    running.setDaemon(true);
    return running;
  }
}
