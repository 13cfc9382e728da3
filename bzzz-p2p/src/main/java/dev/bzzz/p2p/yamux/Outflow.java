package dev.bzzz.p2p.yamux;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The sending side of all streams: what waits for a window or for the connection, and whose turn it
 * is.
 *
 * <p>Streams that have both bytes and a window stand in a round and send one frame each in turn, so
 * that none waits for another to end. While the connection is free and nobody stands there, a write
 * goes out without waiting.
 */
final class Outflow {
  /** The most that one frame carries, so that with its header it has 64 KiB. */
  static final int MAX_PAYLOAD = 65_536 - FrameHeader.SIZE;

  /**
   * Bytes sent from the round before other inputs get their turn; the connection may have become
   * full meanwhile.
   */
  static final int MAX_BURST = 256 * 1024;

  /** Room of which a writer is told; a quarter of what each stream may have without a grant. */
  private static final int ENOUGH = YamuxLimits.INITIAL_WINDOW / 4;

  private final Wire wire;
  private final YamuxLimits limits;
  private final Consumer<YamuxStream> whenFinished;
  private final Queue<YamuxStream> round = new ArrayDeque<>();

  /** Over all streams. */
  private long waiting;

  /** Those that had too little room for their writers, who wait to hear of more. */
  private final Set<YamuxStream> pressed = new LinkedHashSet<>();

  /** With the input at hand, something may have got more room. */
  private boolean eased;

  private Optional<Instant> deadline = Optional.empty();

  Outflow(Wire wire, YamuxLimits limits, Consumer<YamuxStream> whenFinished) {
    this.wire = wire;
    this.limits = limits;
    this.whenFinished = whenFinished;
  }

  /** What goes out without waiting does not count as waiting, however much does. */
  int room(YamuxStream stream) {
    if (stream.finishing) {
      return 0;
    }
    long direct = isFree(stream) ? stream.sendWindow : 0;
    return (int)
        Math.min(limits.waitingPerStream(), direct + Math.min(ownRoom(stream), roomOfAll()));
  }

  void write(YamuxStream stream, byte[] bytes) {
    if (stream.finishing) {
      refuse(stream, "this side has finished the stream");
      return;
    }
    if (bytes.length > limits.waitingPerStream()) {
      refuse(
          stream,
          bytes.length
              + " bytes are more than a stream ever takes at once, which is "
              + limits.waitingPerStream()
              + "; write them in parts");
      return;
    }
    if (bytes.length > room(stream)) {
      pressed.add(stream);
      refuse(stream, "no room for " + bytes.length + " bytes; wait until it is writable");
      return;
    }
    int sent = isFree(stream) ? sendNow(stream, bytes) : 0;
    if (sent < bytes.length) {
      queue(stream, bytes, sent);
    }
  }

  /** Lets the stream's last bytes be its last. */
  void finish(YamuxStream stream) {
    if (!stream.finishing) {
      stream.finishing = true;
      pressed.remove(stream);
      if (stream.waiting.size() == 0) {
        finished(stream);
      }
    }
  }

  /**
   * Takes a grant of the other side.
   *
   * @return false when the window would get larger than it can be
   */
  boolean granted(YamuxStream stream, long bytes) {
    if (stream.sendWindow + bytes > FrameHeader.MAX_U32) {
      return false;
    }
    stream.sendWindow += bytes;
    eased = true;
    stand(stream);
    return true;
  }

  void end(YamuxStream stream) {
    if (stream.inRound) {
      round.remove(stream);
      stream.inRound = false;
    }
    waiting -= stream.waiting.size();
    eased |= stream.waiting.size() > 0;
    stream.waiting.clear();
    stream.finishing = true;
    pressed.remove(stream);
  }

  /** The connection takes data again. */
  void ready() {
    wire.full(false);
    eased = true;
  }

  /** Sends from the round, one burst at most. */
  void pump(Instant now) {
    int left = MAX_BURST;
    while (left > 0 && !round.isEmpty() && !wire.full()) {
      YamuxStream stream = round.remove();
      stream.inRound = false;
      left -= sendWaiting(stream);
      stand(stream);
    }
    deadline = round.isEmpty() || wire.full() ? Optional.empty() : Optional.of(now);
  }

  /**
   * Tells those who wait for room that there is some. After this, each stream with less than enough
   * will hear of more.
   */
  void relax(Collection<YamuxStream> streams) {
    if (eased && !pressed.isEmpty()) {
      pressed.removeIf(this::tellRoom);
    }
    // Without having been eased, a writer would be refused again, and told again.
    eased = false;
    if (roomOfAll() < enough()) {
      for (YamuxStream stream : streams) {
        if (!stream.finishing && room(stream) < enough()) {
          pressed.add(stream);
        }
      }
    }
  }

  /** Now, when a burst has left something to send. */
  Optional<Instant> deadline() {
    return deadline;
  }

  @Override
  public String toString() {
    return "waitingBytes=" + waiting + ", sending=" + round.size() + ", pressed=" + pressed.size();
  }

  private int sendNow(YamuxStream stream, byte[] bytes) {
    int sent = 0;
    while (sent < bytes.length && stream.sendWindow > 0) {
      int length = payload(stream, bytes.length - sent);
      byte[] frame = frame(stream, length);
      System.arraycopy(bytes, sent, frame, FrameHeader.SIZE, length);
      send(stream, frame);
      sent += length;
    }
    return sent;
  }

  private int sendWaiting(YamuxStream stream) {
    int length = payload(stream, stream.waiting.size());
    boolean last = stream.finishing && length == stream.waiting.size();
    byte[] frame = frame(stream, length);
    stream.waiting.poll(frame, FrameHeader.SIZE, length);
    waiting -= length;
    eased = true;
    send(stream, frame);
    if (last) {
      finished(stream);
    }
    return length;
  }

  private void send(YamuxStream stream, byte[] frame) {
    stream.sendWindow -= frame.length - FrameHeader.SIZE;
    wire.emit(new YamuxEffect.Send(frame));
  }

  private void queue(YamuxStream stream, byte[] bytes, int from) {
    int length = bytes.length - from;
    stream.waiting.add(bytes, from, length);
    waiting += length;
    stand(stream);
    if (ownRoom(stream) < enough()) {
      pressed.add(stream);
    }
  }

  /** Puts a stream into the round if it can send. */
  private void stand(YamuxStream stream) {
    if (!stream.inRound && stream.sendWindow > 0 && stream.waiting.size() > 0) {
      stream.inRound = true;
      round.add(stream);
    }
  }

  /** In a frame of its own: jvm-libp2p takes the flag first and refuses the data of that frame. */
  private void finished(YamuxStream stream) {
    wire.control(FrameHeader.WINDOW_UPDATE, stream.answer() | FrameHeader.FIN, stream.id, 0);
    stream.finished = true;
    whenFinished.accept(stream);
  }

  private void refuse(YamuxStream stream, String why) {
    wire.emit(new YamuxEffect.WriteRefused(stream.id, why));
  }

  private int ownRoom(YamuxStream stream) {
    return limits.waitingPerStream() - stream.waiting.size();
  }

  private long roomOfAll() {
    return limits.waitingBytes() - waiting;
  }

  /** The room from which on it is worth a writer's while to go on. */
  private int enough() {
    return Math.min(ENOUGH, (limits.waitingPerStream() + 1) / 2);
  }

  /** Whether the next bytes of a stream go out without waiting, as far as its window goes. */
  private boolean isFree(YamuxStream stream) {
    return stream.waiting.size() == 0 && round.isEmpty() && !wire.full();
  }

  private boolean tellRoom(YamuxStream stream) {
    int room = room(stream);
    boolean told = room >= enough();
    if (told) {
      wire.emit(new YamuxEffect.Writable(stream.id, room));
    }
    return told;
  }

  private static int payload(YamuxStream stream, int available) {
    return (int) Math.min(Math.min(available, MAX_PAYLOAD), stream.sendWindow);
  }

  private static byte[] frame(YamuxStream stream, int length) {
    byte[] frame = new byte[FrameHeader.SIZE + length];
    FrameHeader.write(frame, FrameHeader.DATA, stream.answer(), stream.id, length);
    return frame;
  }
}
