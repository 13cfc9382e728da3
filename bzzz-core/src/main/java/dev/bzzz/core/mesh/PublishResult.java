package dev.bzzz.core.mesh;

/** Whether the mesh took a message. */
public enum PublishResult {
  /** On its way; it may still be lost. */
  ACCEPTED,
  /** Not taken: too much is on its way already. Wait, or drop it. */
  SATURATED
}
