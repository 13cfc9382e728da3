package dev.bzzz.core.mesh;

import dev.bzzz.core.AgentId;

/** Hears a topic. Called by one thread at a time, in the order of arrival; must not block. */
@FunctionalInterface
public interface MessageHandler {
  /**
   * Takes in a message.
   *
   * @param from who signed it
   * @param data untrusted
   */
  void message(AgentId from, byte[] data);
}
