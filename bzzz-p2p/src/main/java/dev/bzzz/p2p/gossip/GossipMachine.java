package dev.bzzz.p2p.gossip;

import dev.bzzz.core.machine.Machine;
import dev.bzzz.p2p.PeerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The gossipsub router: for each topic a mesh of a few peers gets every message, and gossip tells
 * some of the others which messages there were.
 *
 * <p>Signatures and validators are checked outside, by {@link GossipEffect.Check}. Peers that
 * misbehave lose score and are ignored in the end.
 */
public final class GossipMachine implements Machine<GossipInput, GossipEffect> {
  private Optional<Instant> heartbeat = Optional.empty();

  /**
   * Creates a router without peers and topics.
   *
   * @param self our own name: what we wrote does not come back to us
   * @param random decides who is in a mesh and who is told; seeded from something secret, for peers
   *     must not foresee it
   */
  public GossipMachine(
      PeerId self, GossipParameters parameters, ScoreParameters scores, Random random) {}

  @Override
  public List<GossipEffect> on(GossipInput input, Instant now) {
    heartbeat = Optional.of(now.plusSeconds(1));
    return List.of();
  }

  @Override
  public Optional<Instant> deadline() {
    return heartbeat;
  }

  /** What we think of a peer; 0 for one that is not known. */
  public double score(PeerId peer) {
    return 0;
  }

  /** Who is in the mesh of a topic, in no particular order. */
  public List<PeerId> mesh(String topic) {
    return List.of();
  }

  /** Peers that subscribed to a topic. */
  public List<PeerId> subscribers(String topic) {
    return List.of();
  }
}
