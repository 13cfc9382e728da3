package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.mesh.Mesh;
import java.security.SecureRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A voter with its folder, open for questions until it is closed. Safe for use by many threads. */
final class Polling implements AutoCloseable {
  private static final int MAX_WAITING = 1000;

  private final QuorumStore store;
  private final ThreadPoolExecutor thread;
  private final Voter voter;
  private volatile boolean open = true;

  private Polling(QuorumStore store, ThreadPoolExecutor thread, Voter voter) {
    this.store = store;
    this.thread = thread;
    this.voter = voter;
  }

  static Polling open(QuorumStore.Place place, Voter.Party party, Records records, Caller caller) {
    QuorumStore store = QuorumStore.open(place, party.signer().id(), new SecureRandom());
    ThreadPoolExecutor thread =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            task -> daemon(task, party));
    thread.allowCoreThreadTimeOut(true);
    Epochs epochs = new Epochs(store);
    Activation activation = new Activation(party.signer().id(), epochs, caller, thread);
    return new Polling(store, thread, new Voter(party, epochs, activation, records));
  }

  Voter voter() {
    return voter;
  }

  void serve(Mesh mesh) {
    mesh.serve(
        Wire.PROTOCOL,
        (from, data) -> {
          if (!open) {
            throw new IllegalStateException("it votes no more");
          }
          return voter.answer(data);
        });
  }

  @Override
  public void close() {
    open = false;
    thread.shutdownNow();
    store.close();
  }

  private static Thread daemon(Runnable task, Voter.Party party) {
    Thread running = new Thread(task, "bzzz-quorum-" + party.signer().id().brief());
    running.setDaemon(true);
    return running;
  }
}
