package dev.bzzz.core.agent;

/**
 * Hears everything an agent does: audit, metrics, display. Called in order, on the thread that is
 * about to act, <em>before</em> an effect it announces, which waits until it returns: an audit log
 * writes to the disk first. So it must be quick, a few milliseconds: the thread may be the one that
 * answers doubts about this agent's claims. Safe for use by many threads.
 */
@FunctionalInterface
public interface EventSink {
  /**
   * Takes in an event.
   *
   * @throws dev.bzzz.core.PermanentException if it cannot be kept; the effect it announces is then
   *     not carried out
   */
  void accept(AgentEvent event);
}
