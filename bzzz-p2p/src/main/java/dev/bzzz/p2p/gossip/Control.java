package dev.bzzz.p2p.gossip;

import java.util.List;

/**
 * What routers tell each other. The peers that a PRUNE recommends are not read and never written:
 * peers are found by discovery, not by what others say.
 *
 * @param ihave messages that can be asked for
 * @param iwant messages that are asked for
 * @param graft topics in whose mesh the receiver is from now on
 * @param prune topics in whose mesh it no longer is
 * @param idontwant messages that need not be sent
 */
public record Control(
    List<IHave> ihave,
    List<MessageId> iwant,
    List<String> graft,
    List<Prune> prune,
    List<MessageId> idontwant) {
  /** Nothing. */
  public static final Control NONE =
      new Control(List.of(), List.of(), List.of(), List.of(), List.of());

  /** Copies the lists. */
  public Control {
    ihave = List.copyOf(ihave);
    iwant = List.copyOf(iwant);
    graft = List.copyOf(graft);
    prune = List.copyOf(prune);
    idontwant = List.copyOf(idontwant);
  }

  /** Whether it says nothing. */
  public boolean isEmpty() {
    return ihave.isEmpty()
        && iwant.isEmpty()
        && graft.isEmpty()
        && prune.isEmpty()
        && idontwant.isEmpty();
  }

  /** Messages of a topic that can be asked for. */
  public record IHave(String topic, List<MessageId> ids) {
    /** Copies the ids. */
    public IHave {
      ids = List.copyOf(ids);
    }
  }

  /**
   * Leaving the mesh of a topic.
   *
   * @param backoffSeconds how long not to come back; 0: not said
   */
  public record Prune(String topic, long backoffSeconds) {
    /** Longest backoff that is believed: a day. */
    public static final long MAX_BACKOFF_SECONDS = 86_400;
  }
}
