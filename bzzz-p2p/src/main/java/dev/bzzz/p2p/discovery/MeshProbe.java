package dev.bzzz.p2p.discovery;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.RequestHandler;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a peer what time it is there and has it send back what it was sent.
 *
 * <p>The answer is 8 bytes, milliseconds since 1970 (big-endian), and then the request again; so it
 * tells the difference of two clocks up to half of the time that the answer took, and whether large
 * messages come through in both directions.
 */
public final class MeshProbe {
  /** Name of the protocol. */
  public static final String PROTOCOL = "/bzzz/probe/1";

  /** The longest request, in bytes: its answer is the longest message. */
  public static final int MAX_BYTES = Mesh.MAX_MESSAGE_BYTES - Long.BYTES;

  private MeshProbe() {}

  /**
   * What came back.
   *
   * @param took from the question to the answer
   * @param ahead how far the peer's clock is ahead of this one; negative when it is behind
   * @param intact whether exactly what was sent came back
   */
  record Sample(Duration took, Duration ahead, boolean intact) {}

  /** Answers probes by this clock. A request that is too long gets the time only. */
  public static RequestHandler handler(InstantSource clock) {
    return (from, data) -> {
      byte[] echo = data.length <= MAX_BYTES ? data : new byte[0];
      return ByteBuffer.allocate(Long.BYTES + echo.length)
          .putLong(clock.millis())
          .put(echo)
          .array();
    };
  }

  /**
   * Probes a peer with a request of so many bytes; waits for the answer.
   *
   * @throws IllegalStateException when there is none; the message says why
   */
  static Sample ask(Mesh mesh, AgentId peer, int bytes, Duration patience)
      throws InterruptedException {
    byte[] sent = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      sent[i] = (byte) (i * 31 + (i >> 8)); // so that a piece that is lost or moved is seen
    }
    Clock clock = Clock.systemUTC();
    Instant asked = clock.instant();
    long start = System.nanoTime();
    byte[] answer = answer(mesh, peer, sent, patience);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    if (answer.length < Long.BYTES) {
      throw new IllegalStateException("its answer of " + answer.length + " bytes holds no time");
    }
    Instant there = Instant.ofEpochMilli(ByteBuffer.wrap(answer).getLong());
    Duration ahead = Duration.between(asked.plus(took.dividedBy(2)), there);
    byte[] echo = Arrays.copyOfRange(answer, Long.BYTES, answer.length);
    return new Sample(took, ahead, Arrays.equals(sent, echo));
  }

  private static byte[] answer(Mesh mesh, AgentId peer, byte[] sent, Duration patience)
      throws InterruptedException {
    try {
      return mesh.request(peer, PROTOCOL, sent, patience)
          .get(patience.toMillis() + 1000, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("no answer within " + patience.toMillis() + " ms", e);
    }
  }
}
