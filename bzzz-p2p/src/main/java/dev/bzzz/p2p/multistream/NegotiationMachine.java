package dev.bzzz.p2p.multistream;

import dev.bzzz.core.machine.Machine;
import dev.bzzz.p2p.wire.FrameReader;
import dev.bzzz.p2p.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Agrees with the other side of a connection or a stream on a protocol, as multistream-select 1.0
 * has it.
 *
 * <p>It is over with {@link NegotiationEffect.Agreed} or {@link NegotiationEffect.Failed}; inputs
 * after that have no effects. Confined to its driver. The arrays in inputs and effects are not
 * copied.
 */
public final class NegotiationMachine implements Machine<NegotiationInput, NegotiationEffect> {
  /** Longest message, with the newline at its end and without the length before it. */
  public static final int MAX_MESSAGE_BYTES = 1024;

  /** Most protocols that a dialer may propose to a listener. */
  public static final int MAX_PROPOSALS = 32;

  /** How long it may take. */
  public static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Side side;
  private final FrameReader reader = new FrameReader(MAX_MESSAGE_BYTES);
  private @Nullable Instant deadline;
  private boolean greeted;
  private boolean over;

  private NegotiationMachine(Side side) {
    this.side = side;
  }

  /**
   * Proposes these protocols, one after the other.
   *
   * @param protocols at least one, the best first
   */
  public static NegotiationMachine dialer(List<String> protocols) {
    return new NegotiationMachine(new DialingSide(protocols, false));
  }

  /** Proposes this protocol and takes the other side's agreement for granted, to save a round. */
  public static NegotiationMachine lazyDialer(String protocol) {
    return new NegotiationMachine(new DialingSide(List.of(protocol), true));
  }

  /** Takes the first proposed protocol that {@code supported} holds for. */
  public static NegotiationMachine listener(Predicate<String> supported) {
    return new NegotiationMachine(new ListeningSide(supported));
  }

  @Override
  public List<NegotiationEffect> on(NegotiationInput input, Instant now) {
    if (over) {
      return List.of();
    }
    List<NegotiationEffect> effects = new ArrayList<>(2);
    if (input instanceof NegotiationInput.Start) {
      deadline = now.plus(TIMEOUT);
      side.start(effects);
    } else if (input instanceof NegotiationInput.Received received) {
      received(received.bytes(), effects);
    } else if (deadline != null && !now.isBefore(deadline)) {
      effects.add(
          new NegotiationEffect.Failed(
              "no protocol was agreed on within " + TIMEOUT.toSeconds() + " s"));
    }
    over = effects.stream().anyMatch(NegotiationMachine::ends);
    return effects;
  }

  @Override
  public Optional<Instant> deadline() {
    return over ? Optional.empty() : Optional.ofNullable(deadline);
  }

  private void received(byte[] bytes, List<NegotiationEffect> effects) {
    Outbox answers = new Outbox();
    NegotiationEffect end = null;
    try {
      reader.offer(bytes);
      Optional<byte[]> frame = reader.next();
      while (end == null && frame.isPresent()) {
        end = message(MultistreamMessage.text(frame.get()), answers);
        frame = end == null ? reader.next() : Optional.empty();
      }
    } catch (WireException e) {
      end = new NegotiationEffect.Failed(e.getMessage());
    }
    if (!answers.isEmpty()) {
      effects.add(new NegotiationEffect.Send(answers.bytes()));
    }
    if (end != null) {
      effects.add(end);
    }
  }

  /** Takes in one message; gives the end, if it is that. */
  private @Nullable NegotiationEffect message(String message, Outbox answers) {
    if (!greeted) {
      greeted = true;
      if (!message.equals(MultistreamMessage.HEADER)) {
        return new NegotiationEffect.Failed(
            "the other side does not speak " + MultistreamMessage.HEADER);
      }
      side.greeted(answers);
      return null;
    }
    NegotiationEffect end = side.message(message, answers);
    return end instanceof NegotiationEffect.Agreed agreed
        ? new NegotiationEffect.Agreed(agreed.protocol(), reader.remainder())
        : end;
  }

  private static boolean ends(NegotiationEffect effect) {
    return effect instanceof NegotiationEffect.Agreed || effect instanceof NegotiationEffect.Failed;
  }
}
