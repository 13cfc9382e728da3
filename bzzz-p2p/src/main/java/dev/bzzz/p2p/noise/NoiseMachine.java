package dev.bzzz.p2p.noise;

import dev.bzzz.core.machine.Machine;
import dev.bzzz.p2p.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One handshake {@code /noise}, which proves to both sides who the other is and ends in a {@link
 * NoiseChannel}. Used once; confined to its driver.
 *
 * <p>It gives up after {@link #TIME_LIMIT} and holds at most {@link #MAX_FRAME_BYTES} of what the
 * peer sent. All computation happens in the machine: a side takes about half a millisecond for its
 * three shared secrets and the check of one signature.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/noise/README.md">libp2p Noise</a>
 */
public final class NoiseMachine implements Machine<NoiseInput, NoiseEffect> {
  /** How long a handshake may take. */
  public static final Duration TIME_LIMIT = Duration.ofSeconds(10);

  /**
   * How long a message of the handshake may be in bytes; libp2p's have about 200, or 2,000 with the
   * longest RSA keys. The wire would allow 65,535.
   */
  public static final int MAX_FRAME_BYTES = 4096;

  private static final byte[] NOTHING = {};

  private final boolean initiator;
  private final NoiseIdentity self;
  private final Optional<PeerId> expected;
  private final XxHandshake handshake;
  private final List<NoiseEffect> effects = new ArrayList<>();
  private @Nullable PeerId peer;
  private Optional<String> muxer = Optional.empty();
  private byte[] received = NOTHING;
  private @Nullable Instant deadline;
  private boolean over;

  private NoiseMachine(
      boolean initiator, NoiseIdentity self, X25519Key ephemeral, Optional<PeerId> expected) {
    this.initiator = initiator;
    this.self = self;
    this.expected = expected;
    this.handshake =
        new XxHandshake(
            initiator, new SymmetricState(self.crypto(), NOTHING), self.staticKey(), ephemeral);
  }

  /**
   * The side that dialed.
   *
   * @param ephemeral made for this handshake
   * @param expected who was dialed; anybody else is refused
   */
  public static NoiseMachine initiator(
      NoiseIdentity self, X25519Key ephemeral, Optional<PeerId> expected) {
    return new NoiseMachine(true, self, ephemeral, expected);
  }

  /**
   * The side that was dialed.
   *
   * @param ephemeral made for this handshake
   */
  public static NoiseMachine responder(NoiseIdentity self, X25519Key ephemeral) {
    return new NoiseMachine(false, self, ephemeral, Optional.empty());
  }

  /**
   * Takes in one fact. After the last effect nothing more happens; bytes that come after the
   * handshake belong to the channel.
   *
   * @throws IllegalStateException if bytes come here after the handshake was completed
   */
  @Override
  public List<NoiseEffect> on(NoiseInput input, Instant now) {
    if (over) {
      return afterwards(input);
    }
    if (deadline == null) {
      deadline = now.plus(TIME_LIMIT);
    }
    try {
      if (!now.isBefore(deadline)) {
        throw new HandshakeFailure("it took longer than " + TIME_LIMIT.toSeconds() + " s");
      }
      if (input instanceof NoiseInput.Received event) {
        received = joined(received, event.bytes());
        readFrames();
      } else if (input instanceof NoiseInput.Start) {
        writeInTurn();
      } else if (!(input instanceof NoiseInput.Tick)) {
        throw new AssertionError("unhandled input: " + input);
      }
    } catch (HandshakeFailure e) {
      over = true;
      received = NOTHING;
      effects.add(new NoiseEffect.Failed("the handshake failed: " + e.why(), e.isMendable()));
    }
    List<NoiseEffect> result = List.copyOf(effects);
    effects.clear();
    return result;
  }

  @Override
  public Optional<Instant> deadline() {
    return over ? Optional.empty() : Optional.ofNullable(deadline);
  }

  private List<NoiseEffect> afterwards(NoiseInput input) {
    if (input instanceof NoiseInput.Received && handshake.isOver()) {
      throw new IllegalStateException("the handshake is over: give bytes to the channel");
    }
    return List.of();
  }

  private void readFrames() throws HandshakeFailure {
    while (!over && received.length >= Frames.HEADER_BYTES) {
      int length = Frames.length(received, 0);
      if (length < handshake.leastBytes() || length > MAX_FRAME_BYTES) {
        throw new HandshakeFailure("a message of it has " + length + " bytes");
      }
      if (!Frames.isWhole(received, 0, received.length)) {
        return;
      }
      int end = Frames.HEADER_BYTES + length;
      byte[] message = Arrays.copyOfRange(received, Frames.HEADER_BYTES, end);
      received = Arrays.copyOfRange(received, end, received.length);
      read(message);
      writeInTurn();
      establishWhenOver();
    }
  }

  private void read(byte[] message) throws HandshakeFailure {
    if (handshake.isOurTurn()) {
      throw new HandshakeFailure("it speaks before it was spoken to");
    }
    byte[] payload = handshake.read(message);
    if (handshake.theirStatic().length > 0) {
      HandshakePayload.Proven proven = HandshakePayload.proven(payload, handshake.theirStatic());
      check(proven.peer());
      muxer = muxer(proven.muxers());
      peer = proven.peer();
    }
  }

  private void check(PeerId proven) throws HandshakeFailure {
    if (proven.equals(self.id())) {
      throw new HandshakeFailure("this is ourselves");
    }
    if (expected.isPresent() && !expected.get().equals(proven)) {
      throw new HandshakeFailure("dialed was " + expected.get() + ", but this is " + proven);
    }
  }

  private void writeInTurn() throws HandshakeFailure {
    if (handshake.isOurTurn()) {
      byte[] message = handshake.write(handshake.isFirst() ? NOTHING : self.payload());
      byte[] frame = new byte[Frames.HEADER_BYTES + message.length];
      Frames.writeLength(message.length, frame, 0);
      System.arraycopy(message, 0, frame, Frames.HEADER_BYTES, message.length);
      effects.add(new NoiseEffect.Send(frame));
    }
  }

  private void establishWhenOver() {
    if (!handshake.isOver() || peer == null) {
      return;
    }
    SymmetricState.Keys keys = handshake.split();
    NoiseChannel channel =
        initiator
            ? new NoiseChannel(keys.initiators(), keys.responders())
            : new NoiseChannel(keys.responders(), keys.initiators());
    effects.add(new NoiseEffect.Established(channel, peer, muxer, received));
    received = NOTHING;
    over = true;
  }

  /** The first of the initiator's that both have; none when either side has not named any. */
  private Optional<String> muxer(List<String> theirs) throws HandshakeFailure {
    List<String> ours = self.muxers();
    if (ours.isEmpty() || theirs.isEmpty()) {
      return Optional.empty();
    }
    List<String> first = initiator ? ours : theirs;
    List<String> second = initiator ? theirs : ours;
    for (String each : first) {
      if (second.contains(each)) {
        return Optional.of(each);
      }
    }
    throw new HandshakeFailure("it has none of the muxers " + ours);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    if (first.length == 0) {
      return second;
    }
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
