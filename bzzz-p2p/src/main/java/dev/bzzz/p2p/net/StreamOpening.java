package dev.bzzz.p2p.net;

import dev.bzzz.p2p.multistream.NegotiationEffect;
import dev.bzzz.p2p.multistream.NegotiationInput;
import dev.bzzz.p2p.multistream.NegotiationMachine;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Agrees on the protocol of one stream, and then leaves the stream to whoever speaks the protocol.
 * Confined to the loop.
 */
final class StreamOpening implements StreamHandler {
  private final MuxedStream stream;
  private final MachineRunner<NegotiationInput, NegotiationEffect> runner;
  private final Outcome outcome;

  /** Who hears a stream that is used before the peer has agreed. */
  private @Nullable StreamHandler presumed;

  private boolean over;

  private StreamOpening(
      NodeLoop loop, MuxedStream stream, NegotiationMachine machine, Outcome outcome) {
    this.stream = stream;
    this.outcome = outcome;
    this.runner = new MachineRunner<>(machine, new NegotiationInput.Tick(), this::carryOut, loop);
  }

  /** What came of it, told on the loop. */
  interface Outcome {
    /** The stream is there, and may be written; told once. Sets the stream's handler. */
    void opened(MuxedStream stream, String protocol);

    /** There is none, and why. */
    void failed(String why);
  }

  /** Opens a stream for the first of these protocols that the peer takes. */
  static void negotiated(
      NodeLoop loop, Connection connection, List<String> protocols, Outcome outcome) {
    open(loop, connection, NegotiationMachine.dialer(protocols), outcome);
  }

  /**
   * Opens a stream for a protocol, and has it written before the peer has agreed; if the peer does
   * not, the stream breaks.
   */
  static void lazy(NodeLoop loop, Connection connection, String protocol, Outcome outcome) {
    open(loop, connection, NegotiationMachine.lazyDialer(protocol), outcome);
  }

  /** Takes part in the negotiation of a stream that the peer has opened. */
  static void accept(
      NodeLoop loop, MuxedStream stream, Predicate<String> supported, Outcome outcome) {
    new StreamOpening(loop, stream, NegotiationMachine.listener(supported), outcome).start();
  }

  private static void open(
      NodeLoop loop, Connection connection, NegotiationMachine machine, Outcome outcome) {
    Optional<MuxedStream> stream = connection.open();
    if (stream.isEmpty()) {
      outcome.failed("no stream can be opened: " + connection.refusal());
      return;
    }
    new StreamOpening(loop, stream.get(), machine, outcome).start();
  }

  private void start() {
    stream.handler(this);
    runner.on(new NegotiationInput.Start());
  }

  @Override
  public void data(byte[] bytes) {
    runner.on(new NegotiationInput.Received(bytes));
  }

  @Override
  public void finished() {
    fail("the peer ended the stream before a protocol was agreed on");
  }

  @Override
  public void broken(String why) {
    if (!over) {
      over = true;
      runner.stop();
      tellFailed(why);
    }
  }

  @Override
  public void writable() {
    if (presumed != null) {
      presumed.writable();
    }
  }

  private void carryOut(List<NegotiationEffect> effects) {
    for (NegotiationEffect effect : effects) {
      if (effect instanceof NegotiationEffect.Send send) {
        send(send.bytes(), effects.get(effects.size() - 1));
      } else if (effect instanceof NegotiationEffect.Presumed assumed) {
        outcome.opened(stream, assumed.protocol());
        presumed = stream.replaceHandler(this);
      } else if (effect instanceof NegotiationEffect.Agreed agreed) {
        agreed(agreed);
      } else if (effect instanceof NegotiationEffect.Failed failed) {
        fail(failed.why());
      } else {
        throw new AssertionError("unhandled effect: " + effect);
      }
    }
  }

  /** A dialer that goes on before it has heard of the agreement does not wait for it. */
  private void send(byte[] bytes, NegotiationEffect end) {
    if (end instanceof NegotiationEffect.Agreed agreed && agreed.rest().length > 0) {
      stream.writePatiently(bytes);
    } else {
      stream.write(bytes);
    }
  }

  private void agreed(NegotiationEffect.Agreed agreed) {
    over = true;
    runner.stop();
    if (presumed != null) {
      stream.handler(presumed);
    } else {
      outcome.opened(stream, agreed.protocol());
    }
    stream.pass(agreed.rest());
  }

  private void fail(String why) {
    if (!over) {
      over = true;
      runner.stop();
      stream.reset();
      tellFailed(why);
    }
  }

  private void tellFailed(String why) {
    if (presumed != null) {
      presumed.broken(why);
    } else {
      outcome.failed(why);
    }
  }
}
