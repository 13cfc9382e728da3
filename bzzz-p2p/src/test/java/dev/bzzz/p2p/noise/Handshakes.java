package dev.bzzz.p2p.noise;

import dev.bzzz.core.testkit.TestAgents;
import dev.bzzz.p2p.noise.NoiseEffect.Established;
import dev.bzzz.p2p.noise.NoiseEffect.Failed;
import dev.bzzz.p2p.noise.NoiseEffect.Send;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Sides of handshakes, and what came of them. */
final class Handshakes {
  static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  static final String YAMUX = "/yamux/1.0.0";

  private Handshakes() {}

  /** What agent number {@code number} shows, whose static key is made of the same number. */
  static NoiseIdentity identity(int number, String... muxers) {
    return NoiseIdentity.of(
        TestAgents.agent(number), key(100 + number), List.of(muxers), NoiseCrypto.chosen());
  }

  /** The key made of 32 times this byte. */
  static X25519Key key(int number) {
    byte[] bytes = new byte[X25519Key.BYTES];
    Arrays.fill(bytes, (byte) number);
    return X25519Key.of(bytes);
  }

  static Side initiator(int number) {
    return new Side(
        NoiseMachine.initiator(identity(number, YAMUX), key(50 + number), Optional.empty()));
  }

  static Side responder(int number) {
    return new Side(NoiseMachine.responder(identity(number, YAMUX), key(60 + number)));
  }

  /** Carries bytes to and fro until nobody has anything to say. */
  static void run(Side initiator, Side responder) {
    run(initiator, responder, UnaryOperator.identity(), Integer.MAX_VALUE);
  }

  /**
   * Carries bytes to and fro.
   *
   * @param wire what becomes of the bytes on the way
   * @param pieceBytes how many arrive at once
   */
  static void run(Side initiator, Side responder, UnaryOperator<byte[]> wire, int pieceBytes) {
    initiator.on(new NoiseInput.Start());
    responder.on(new NoiseInput.Start());
    responder.receive(wire.apply(initiator.sent()), pieceBytes);
    initiator.receive(wire.apply(responder.sent()), pieceBytes);
    responder.receive(wire.apply(initiator.sent()), pieceBytes);
  }

  /** The frame of a message. */
  static byte[] framed(byte[] message) {
    byte[] frame = new byte[Frames.HEADER_BYTES + message.length];
    Frames.writeLength(message.length, frame, 0);
    System.arraycopy(message, 0, frame, Frames.HEADER_BYTES, message.length);
    return frame;
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  /** One machine and its effects so far. */
  static final class Side {
    final NoiseMachine machine;
    final List<NoiseEffect> effects = new ArrayList<>();
    private int sentBefore;

    Side(NoiseMachine machine) {
      this.machine = machine;
    }

    void on(NoiseInput input) {
      on(input, T0);
    }

    void on(NoiseInput input, Instant now) {
      effects.addAll(machine.on(input, now));
    }

    void receive(byte[] bytes, int pieceBytes) {
      for (int at = 0; at < bytes.length; ) {
        int end = (int) Math.min(bytes.length, (long) at + pieceBytes);
        on(new NoiseInput.Received(Arrays.copyOfRange(bytes, at, end)));
        at = end;
      }
    }

    void receive(byte[] bytes) {
      on(new NoiseInput.Received(bytes));
    }

    /** What was sent since the last time this was asked. */
    byte[] sent() {
      byte[][] all =
          effects.stream()
              .filter(Send.class::isInstance)
              .map(each -> ((Send) each).bytes())
              .toArray(byte[][]::new);
      byte[] sent = joined(Arrays.copyOfRange(all, sentBefore, all.length));
      sentBefore = all.length;
      return sent;
    }

    Optional<Established> established() {
      return effects.stream()
          .filter(Established.class::isInstance)
          .map(Established.class::cast)
          .findFirst();
    }

    NoiseChannel channel() {
      return established().orElseThrow().channel();
    }

    Optional<String> failure() {
      return effects.stream()
          .filter(Failed.class::isInstance)
          .map(each -> ((Failed) each).why())
          .findFirst();
    }
  }
}
