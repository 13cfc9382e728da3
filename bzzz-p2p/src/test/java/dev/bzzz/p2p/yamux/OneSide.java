package dev.bzzz.p2p.yamux;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One machine, whose other side is played by the test: frame by frame. */
final class OneSide {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  final YamuxMachine machine;
  Instant now = START;

  private OneSide(YamuxMachine machine) {
    this.machine = machine;
    // The first ping is answered, so that tests see none but those they are about.
    on(new YamuxInput.Start());
    receive(Frames.ping(Frames.ACK, 0));
  }

  static OneSide dialer() {
    return new OneSide(YamuxMachine.dialer(YamuxLimits.defaults()));
  }

  static OneSide listener() {
    return new OneSide(YamuxMachine.listener(YamuxLimits.defaults()));
  }

  static OneSide listener(YamuxLimits limits) {
    return new OneSide(YamuxMachine.listener(limits));
  }

  static OneSide of(YamuxMachine machine) {
    return new OneSide(machine);
  }

  List<YamuxEffect> on(YamuxInput input) {
    return machine.on(input, now);
  }

  List<YamuxEffect> receive(byte[]... frames) {
    return on(new YamuxInput.Received(Frames.join(frames)));
  }

  List<YamuxEffect> write(long stream, int length) {
    return on(new YamuxInput.Write(stream, new byte[length]));
  }

  List<YamuxEffect> consume(long stream, int bytes) {
    return on(new YamuxInput.Consumed(stream, bytes));
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  /** Lets the time pass until the machine wants to be called, and calls it. */
  List<YamuxEffect> tick() {
    now = machine.deadline().orElseThrow();
    return on(new YamuxInput.Tick());
  }

  static <E> List<E> only(List<YamuxEffect> effects, Class<E> kind) {
    List<E> found = new ArrayList<>();
    for (YamuxEffect effect : effects) {
      if (kind.isInstance(effect)) {
        found.add(kind.cast(effect));
      }
    }
    return found;
  }

  static Optional<YamuxEffect.Closed> closed(List<YamuxEffect> effects) {
    return only(effects, YamuxEffect.Closed.class).stream().findFirst();
  }

  /** What the application gets on a stream. */
  static byte[] data(List<YamuxEffect> effects, long stream) {
    return Frames.join(
        only(effects, YamuxEffect.Data.class).stream()
            .filter(data -> data.stream() == stream)
            .map(YamuxEffect.Data::bytes)
            .toArray(byte[][]::new));
  }
}
