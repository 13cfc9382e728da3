package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.mesh.Mesh;
import java.security.SecureRandom;

/** A voter with its folder, open for questions until it is closed. Safe for use by many threads. */
final class Polling implements AutoCloseable {
  private final QuorumStore store;
  private final Activation activation;
  private final Voter voter;
  private volatile boolean open = true;

  private Polling(QuorumStore store, Activation activation, Voter voter) {
    this.store = store;
    this.activation = activation;
    this.voter = voter;
  }

  static Polling open(QuorumStore.Place place, Voter.Party party, Records records, Caller caller) {
    QuorumStore store = QuorumStore.open(place, party.signer().id(), new SecureRandom());
    Activation activation = new Activation(party.signer().id(), store, caller);
    return new Polling(store, activation, new Voter(party, store, activation, records));
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
    activation.close();
    store.close();
  }
}
