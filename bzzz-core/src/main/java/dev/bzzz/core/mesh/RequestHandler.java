package dev.bzzz.core.mesh;

import dev.bzzz.core.AgentId;

/** Answers requests. Called by many threads; may block. */
@FunctionalInterface
public interface RequestHandler {
  /** The answer to {@code data}, which is untrusted; an exception becomes the caller's failure. */
  byte[] answer(AgentId from, byte[] data);
}
