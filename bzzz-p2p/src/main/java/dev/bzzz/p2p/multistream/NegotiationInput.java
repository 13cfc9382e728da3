package dev.bzzz.p2p.multistream;

/** What a {@link NegotiationMachine} is told. */
public sealed interface NegotiationInput {
  /** The connection or stream is there. */
  record Start() implements NegotiationInput {}

  /** The other side sent bytes. */
  record Received(byte[] bytes) implements NegotiationInput {}

  /** Time has passed. */
  record Tick() implements NegotiationInput {}
}
