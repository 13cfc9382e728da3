package dev.bzzz.core.mesh;

import dev.bzzz.core.AgentId;
import java.util.concurrent.CompletableFuture;

/**
 * Takes requests in and answers them later, in threads of its own. Called by many threads, maybe by
 * the one that runs the mesh, so it must not block.
 */
@FunctionalInterface
public interface LaterHandler {
  /** The answer to {@code data}, which is untrusted; an exception becomes the caller's failure. */
  CompletableFuture<byte[]> answer(AgentId from, byte[] data);
}
