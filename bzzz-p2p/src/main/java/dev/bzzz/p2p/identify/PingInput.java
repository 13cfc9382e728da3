package dev.bzzz.p2p.identify;

/** What a {@link PingMachine} is told. */
public sealed interface PingInput {
  /** The stream is there. A dialer asks at once. */
  record Start() implements PingInput {}

  /** Ask once more; only for a dialer, and nothing while an answer is still to come. */
  record Again() implements PingInput {}

  /** The other side sent bytes; the array is not copied. */
  record Received(byte[] bytes) implements PingInput {}

  /** The other side will send nothing more. */
  record Finished() implements PingInput {}

  /** Time has passed. */
  record Tick() implements PingInput {}
}
