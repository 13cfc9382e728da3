package dev.bzzz.core;

/** Signs as one agent. Safe for use by many threads. */
public interface Signer {
  /** The agent that signs. */
  AgentId id();

  /** The signature over {@code message}, which the caller has domain-separated. */
  byte[] sign(byte[] message);
}
