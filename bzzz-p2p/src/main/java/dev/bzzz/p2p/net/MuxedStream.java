package dev.bzzz.p2p.net;

import dev.bzzz.p2p.yamux.YamuxInput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a connection. After its end nothing it is told has an effect. Confined to the loop.
 */
final class MuxedStream {
  private static final StreamHandler NOBODY = bytes -> {};

  private final Connection connection;
  private final long id;
  private StreamHandler handler = NOBODY;
  private boolean held;
  private boolean ended;
  private boolean finished;
  private boolean peerFinished;
  private int unconsumed;

  /**
   * What is still to be written before the stream is finished; null when there is no such thing.
   */
  private byte @Nullable [] last;

  private int lastFrom;

  MuxedStream(Connection connection, long id) {
    this.connection = connection;
    this.id = id;
  }

  Connection connection() {
    return connection;
  }

  long id() {
    return id;
  }

  /** Replaces who hears the stream. */
  void handler(StreamHandler hearer) {
    handler = hearer;
  }

  /** Sets a handler and gives back the one before. */
  StreamHandler replaceHandler(StreamHandler hearer) {
    StreamHandler before = handler;
    handler = hearer;
    return before;
  }

  /** Gives the handler bytes that somebody else has read already. */
  void pass(byte[] bytes) {
    if (!ended && bytes.length > 0) {
      handler.data(bytes);
    }
  }

  /** How many bytes {@link #write} takes now. */
  int room() {
    return ended || finished ? 0 : connection.room(id);
  }

  /** How many bytes wait for the peer to grant more. */
  int waiting() {
    return ended ? 0 : connection.waiting(id);
  }

  /** Writes bytes, which are not copied; the stream breaks when there is no room for them. */
  void write(byte[] bytes) {
    if (!ended && !finished && bytes.length > 0) {
      connection.mux(new YamuxInput.Write(id, bytes));
    }
  }

  /** The same, but the bytes may leave a little later, along with others of the connection. */
  void writePatiently(byte[] bytes) {
    if (!ended && !finished && bytes.length > 0) {
      connection.muxPatiently(new YamuxInput.Write(id, bytes));
    }
  }

  /** Writes these bytes, which are not copied, as there is room for them, and then no more. */
  void writeAndFinish(byte[] bytes) {
    last = bytes;
    lastFrom = 0;
    writeLast();
  }

  /** Writes no more. */
  void finish() {
    if (!ended && !finished) {
      finished = true;
      connection.mux(new YamuxInput.Finish(id));
      endIfBothFinished();
    }
  }

  /** Drops the stream in both directions, without telling its handler. */
  void reset() {
    if (!ended) {
      end();
      connection.mux(new YamuxInput.Reset(id));
    }
  }

  /** From now on what comes counts as not consumed: the peer is slowed down and then stopped. */
  void hold() {
    held = true;
  }

  /** Counts as consumed what came while the stream was held. */
  void release() {
    held = false;
    int bytes = unconsumed;
    unconsumed = 0;
    if (bytes > 0) {
      connection.mux(new YamuxInput.Consumed(id, bytes));
    }
  }

  /** Bytes from the session. */
  void received(byte[] bytes) {
    if (ended) {
      return;
    }
    unconsumed += bytes.length;
    handler.data(bytes);
    if (!held) {
      release();
    }
  }

  /** The session says that the peer has finished. */
  void peerFinished() {
    if (!ended) {
      peerFinished = true;
      handler.finished();
      endIfBothFinished();
    }
  }

  /** The session says that the stream is gone. */
  void broken(String why) {
    if (!ended) {
      end();
      handler.broken(why);
    }
  }

  /** The session says that there is room. */
  void writable() {
    if (last != null) {
      writeLast();
    } else if (!ended && !finished) {
      handler.writable();
    }
  }

  private void writeLast() {
    byte[] bytes = last;
    int room = room();
    while (bytes != null && lastFrom < bytes.length && room > 0) {
      int part = Math.min(room, bytes.length - lastFrom);
      byte[] next =
          part == bytes.length ? bytes : Arrays.copyOfRange(bytes, lastFrom, lastFrom + part);
      lastFrom += part;
      write(next);
      room = room();
    }
    if (bytes != null && lastFrom == bytes.length) {
      last = null;
      finish();
    }
  }

  /** The session lets go of a stream only when all that came was consumed. */
  private void endIfBothFinished() {
    if (finished && peerFinished && !ended) {
      end();
      release();
    }
  }

  private void end() {
    ended = true;
    last = null;
    connection.forget(this);
  }
}
