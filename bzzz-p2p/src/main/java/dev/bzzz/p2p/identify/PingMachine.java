package dev.bzzz.p2p.identify;

import dev.bzzz.core.machine.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One stream of pings: the dialer sends {@value #BYTES} bytes of chance, and the listener sends the
 * same back.
 *
 * <p>It is over with {@link PingEffect.Finish} or {@link PingEffect.Failed}; inputs after that have
 * no effects. A listener answers with as many bytes as came and no more, so the stream's own limit
 * bounds what is under way. Confined to its driver.
 */
public final class PingMachine implements Machine<PingInput, PingEffect> {
  /** The name under which the protocol is negotiated. */
  public static final String PROTOCOL = "/ipfs/ping/1.0.0";

  /** The length of a ping. */
  public static final int BYTES = 32;

  /** Most streams of one peer that a listener should take at a time. */
  public static final int MAX_INBOUND_STREAMS = 2;

  /** How long a dialer waits for an answer, and a listener for the next ping. */
  public static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Null for a listener. */
  private final @Nullable Random random;

  private byte[] sent = new byte[BYTES];
  private @Nullable Instant sentAt;
  private @Nullable Instant deadline;

  /** Bytes of the current ping that came. */
  private int arrived;

  private boolean over;

  private PingMachine(@Nullable Random random) {
    this.random = random;
  }

  /** Asks. The other side must not be able to guess the chance. */
  public static PingMachine dialer(Random random) {
    return new PingMachine(random);
  }

  /** Answers. */
  public static PingMachine listener() {
    return new PingMachine(null);
  }

  @Override
  public List<PingEffect> on(PingInput input, Instant now) {
    if (over) {
      return List.of();
    }
    if (input instanceof PingInput.Received received) {
      return random == null ? echo(received.bytes(), now) : answer(received.bytes(), now);
    }
    if (input instanceof PingInput.Finished) {
      boolean between = random == null ? arrived == 0 : sentAt == null;
      return between
          ? end(new PingEffect.Finish())
          : end(new PingEffect.Failed("the other side ended the stream within a ping"));
    }
    if (input instanceof PingInput.Tick) {
      return deadline != null && !now.isBefore(deadline)
          ? end(new PingEffect.Failed("no ping or answer for " + TIMEOUT.toSeconds() + " s"))
          : List.of();
    }
    return random == null ? wait(now) : ask(random, now);
  }

  @Override
  public Optional<Instant> deadline() {
    return over ? Optional.empty() : Optional.ofNullable(deadline);
  }

  private List<PingEffect> ask(Random chance, Instant now) {
    if (sentAt != null) {
      return List.of();
    }
    sent = new byte[BYTES]; // the last one may still be on its way out
    chance.nextBytes(sent);
    sentAt = now;
    deadline = now.plus(TIMEOUT);
    arrived = 0;
    return List.of(new PingEffect.Send(sent));
  }

  private List<PingEffect> answer(byte[] bytes, Instant now) {
    if (bytes.length == 0) {
      return List.of();
    }
    int end = arrived + bytes.length;
    if (sentAt == null
        || end > BYTES
        || !Arrays.equals(sent, arrived, end, bytes, 0, bytes.length)) {
      return end(new PingEffect.Failed("the other side sent something else than the ping back"));
    }
    arrived = end;
    if (arrived < BYTES) {
      return List.of();
    }
    Duration roundTrip = Duration.between(sentAt, now);
    sentAt = null;
    deadline = null;
    arrived = 0;
    return List.of(new PingEffect.Answered(roundTrip));
  }

  private List<PingEffect> echo(byte[] bytes, Instant now) {
    if (bytes.length == 0) {
      return List.of();
    }
    arrived = (arrived + bytes.length) % BYTES;
    wait(now);
    return List.of(new PingEffect.Send(bytes));
  }

  private List<PingEffect> wait(Instant now) {
    deadline = now.plus(TIMEOUT);
    return List.of();
  }

  private List<PingEffect> end(PingEffect last) {
    over = true;
    return List.of(last);
  }
}
