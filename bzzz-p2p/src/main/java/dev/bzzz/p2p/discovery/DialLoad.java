package dev.bzzz.p2p.discovery;

import dev.bzzz.p2p.PeerId;
import java.util.ArrayList;
import java.util.List;

/** The dials under way at one moment, and whether there is room for one more. */
final class DialLoad {
  private final DialParameters parameters;
  private final int connected;
  private final List<PeerId> peers = new ArrayList<>();
  private int pending;
  private int pendingOfMdns;

  /**
   * No dials.
   *
   * @param connected how many peers are connected
   */
  DialLoad(DialParameters parameters, int connected) {
    this.parameters = parameters;
    this.connected = connected;
  }

  void add(Candidate candidate) {
    pending++;
    pendingOfMdns += candidate.source() == Source.MDNS ? 1 : 0;
    candidate.peer().ifPresent(peers::add);
  }

  boolean hasRoomFor(Candidate candidate) {
    int max = parameters.maxPending();
    boolean enough = connected + pending >= parameters.enoughPeers();
    return pending < max
        && (candidate.isStatic() || !enough)
        && (candidate.source() != Source.MDNS || pendingOfMdns < max / 2)
        && candidate.peer().filter(peers::contains).isEmpty();
  }
}
