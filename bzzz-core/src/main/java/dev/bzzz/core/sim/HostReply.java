package dev.bzzz.core.sim;

import java.time.Duration;
import java.util.Optional;

/**
 * What an agent hears of a call to the simulated host.
 *
 * @param value what the host said; empty when the call failed
 * @param refused whether a failed call was surely not carried out
 * @param why it failed, for people; empty text when it did not
 * @param retryAfter how long to wait after a refusal
 */
public record HostReply<T>(Optional<T> value, boolean refused, String why, Duration retryAfter) {
  /** The host's answer. */
  public static <T> HostReply<T> of(T value) {
    return new HostReply<>(Optional.of(value), false, "", Duration.ZERO);
  }

  /** A call that was or was not carried out. */
  public static <T> HostReply<T> unknown(String why) {
    return new HostReply<>(Optional.empty(), false, why, Duration.ZERO);
  }

  /** A call that was surely not carried out. */
  public static <T> HostReply<T> refused(String why, Duration retryAfter) {
    return new HostReply<>(Optional.empty(), true, why, retryAfter);
  }
}
