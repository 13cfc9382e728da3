package dev.bzzz.p2p.yamux;

import dev.bzzz.core.machine.Machine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One yamux session: splits a connection into streams and back.
 *
 * <p>A violation of the protocol by the other side ends the session with {@link
 * YamuxEffect.Closed}; nothing it sends makes {@link #on} throw. Confined to its driver.
 */
public final class YamuxMachine implements Machine<YamuxInput, YamuxEffect> {
  /** The name under which the protocol is negotiated. */
  public static final String PROTOCOL = "/yamux/1.0.0";

  private YamuxMachine() {}

  /** A session of the side that dialed the connection; its streams have odd numbers. */
  public static YamuxMachine dialer(YamuxLimits limits) {
    return new YamuxMachine();
  }

  /** A session of the side that was dialed; its streams have even numbers. */
  public static YamuxMachine listener(YamuxLimits limits) {
    return new YamuxMachine();
  }

  @Override
  public List<YamuxEffect> on(YamuxInput input, Instant now) {
    return List.of();
  }

  @Override
  public Optional<Instant> deadline() {
    return Optional.empty();
  }

  /**
   * How many bytes a {@link YamuxInput.Write} on this stream may have now; 0 when it is full, has
   * been finished or is not there.
   */
  public int room(long stream) {
    return 0;
  }

  /** How many streams there are, of both sides. */
  public int streams() {
    return 0;
  }
}
