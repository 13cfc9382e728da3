package dev.bzzz.core.agent;

/**
 * Hears everything an agent does: audit, metrics, display. Called in order, on the thread that is
 * about to act, <em>before</em> an effect it announces; so it must be quick. Safe for use by many
 * threads.
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
