package dev.bzzz.p2p.net;

import dev.bzzz.p2p.noise.NoiseChannel;
import java.time.Duration;
import java.util.Arrays;

/**
 * Gathers the frames of one turn of the loop, so that they are encrypted and sent together; frames
 * that nobody waits for leave with the next ones, or after a while. Confined to the loop.
 */
final class OutgoingFrames {
  /** How long frames that nobody waits for are kept back. */
  static final Duration PATIENCE = Duration.ofMillis(50);

  /** How much room is kept for the next turn. */
  private static final int KEPT_BYTES = 16 * 1024;

  /** How much is gathered at most. */
  private static final int MOST_BYTES = 128 * 1024;

  private static final byte[] NOTHING = {};

  private final Link link;
  private final NoiseChannel channel;
  private final NodeLoop loop;
  private byte[] buffer = new byte[1024];
  private byte[] sealed = NOTHING;
  private int count;
  private boolean patient;
  private boolean urgent;
  private boolean turnEnds;
  private boolean patienceEnds;
  private boolean closed;

  OutgoingFrames(Link link, NoiseChannel channel, NodeLoop loop) {
    this.link = link;
    this.channel = channel;
    this.loop = loop;
  }

  /** Whether nobody waits for the frames that are added from now on. */
  void patient(boolean nobodyWaits) {
    patient = nobodyWaits;
  }

  /** Adds a frame, which is sent at the end of this turn at the latest if somebody waits for it. */
  void add(byte[] frame) {
    if (buffer.length - count < frame.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, count + frame.length));
    }
    System.arraycopy(frame, 0, buffer, count, frame.length);
    count += frame.length;
    if (count >= MOST_BYTES) {
      flush(); // the link then says when it has enough
    }
    if (!patient) {
      urgent = true;
      if (!turnEnds) {
        turnEnds = true;
        loop.execute(this::turnEnds);
      }
    } else if (!patienceEnds) {
      patienceEnds = true;
      loop.after(PATIENCE, this::patienceEnds);
    }
  }

  /** Sends what was gathered, unless nobody waits for it. */
  void pause() {
    if (urgent) {
      flush();
    }
  }

  /** Sends what was gathered. */
  void flush() {
    if (count == 0 || closed) {
      return;
    }
    int length = NoiseChannel.sealedBytes(count);
    if (sealed.length < length) {
      sealed = new byte[Math.max(length, NoiseChannel.sealedBytes(buffer.length))];
    }
    channel.seal(buffer, count, sealed);
    count = 0;
    urgent = false;
    link.write(sealed, length);
    if (buffer.length > KEPT_BYTES) {
      buffer = new byte[KEPT_BYTES];
      sealed = NOTHING;
    }
    link.flush();
  }

  /** Sends nothing more. */
  void close() {
    closed = true;
  }

  private void turnEnds() {
    turnEnds = false;
    pause();
  }

  private void patienceEnds() {
    patienceEnds = false;
    flush();
  }
}
