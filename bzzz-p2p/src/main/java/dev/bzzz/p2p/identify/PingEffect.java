package dev.bzzz.p2p.identify;

import java.time.Duration;

/** What a {@link PingMachine} wants done. */
public sealed interface PingEffect {
  /** Send these bytes; the array is not copied. */
  record Send(byte[] bytes) implements PingEffect {}

  /** The answer came. */
  record Answered(Duration roundTrip) implements PingEffect {}

  /** All is said: close the stream in order. */
  record Finish() implements PingEffect {}

  /** The other side did not do what it should: reset the stream. */
  record Failed(String why) implements PingEffect {}
}
