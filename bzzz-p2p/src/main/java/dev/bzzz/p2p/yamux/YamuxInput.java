package dev.bzzz.p2p.yamux;

/**
 * Facts for a yamux machine. Those that name a stream which is not there any more have no effect,
 * unless it is said: the other side may have reset it while the input was on its way. Arrays belong
 * to the machine from then on and are not copied.
 */
public sealed interface YamuxInput {
  /** The connection is up; starts the pings. Any other input does so as well if it comes first. */
  record Start() implements YamuxInput {}

  /** Bytes came from the other side, split in any way. */
  record Received(byte[] bytes) implements YamuxInput {}

  /**
   * Opens a stream; the same call answers with {@link YamuxEffect.Opened} or {@link
   * YamuxEffect.OpenRefused}.
   */
  record OpenStream() implements YamuxInput {}

  /**
   * Sends bytes on a stream; those that the other side has no window for wait. Taken whole, or
   * refused whole with {@link YamuxEffect.WriteRefused}; {@link YamuxMachine#room} tells before.
   */
  record Write(long stream, byte[] bytes) implements YamuxInput {}

  /**
   * The application has taken so many bytes of what {@link YamuxEffect.Data} brought: the other
   * side may send as many again. More than there were counts as all of them.
   */
  record Consumed(long stream, int bytes) implements YamuxInput {
    /** Checks the number. */
    public Consumed {
      if (bytes < 0) {
        throw new IllegalArgumentException(bytes + " bytes cannot have been consumed");
      }
    }
  }

  /** Nothing more is written on this stream; what waits still goes out. It can still be read. */
  record Finish(long stream) implements YamuxInput {}

  /** Drops a stream at once, in both directions; no effect tells of its end. */
  record Reset(long stream) implements YamuxInput {}

  /**
   * Ends the session in order: no stream begins any more, and the session closes when the last one
   * has ended.
   */
  record GoAway() implements YamuxInput {}

  /**
   * Measures the round trip; {@link YamuxEffect.Pong} answers. While a ping is under way this one
   * joins it.
   */
  record Ping() implements YamuxInput {}

  /**
   * The connection has more to send than it likes: data waits in the machine until {@link
   * TransportReady}; pings, windows and resets still go out.
   */
  record TransportFull() implements YamuxInput {}

  /** The connection takes data again. Only needed after {@link TransportFull}. */
  record TransportReady() implements YamuxInput {}

  /** The machine's deadline has come. */
  record Tick() implements YamuxInput {}
}
