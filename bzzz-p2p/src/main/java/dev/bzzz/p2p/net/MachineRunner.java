package dev.bzzz.p2p.net;

import dev.bzzz.core.machine.Machine;
import dev.bzzz.p2p.net.NodeLoop.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a machine on the loop: inputs in, effects to a handler, ticks at its deadlines. A handler
 * may feed the machine while it carries out effects; then it keeps the order of what it sends
 * itself. Confined to the loop.
 */
final class MachineRunner<I, E> {
  private final Machine<I, E> machine;
  private final I tick;
  private final Consumer<List<E>> handler;
  private final NodeLoop loop;
  private boolean stopped;
  private @Nullable Timer timer;
  private Instant timerAt = Instant.MAX;

  MachineRunner(Machine<I, E> machine, I tick, Consumer<List<E>> handler, NodeLoop loop) {
    this.machine = machine;
    this.tick = tick;
    this.handler = handler;
    this.loop = loop;
  }

  void on(I input) {
    if (stopped) {
      return;
    }
    List<E> effects = machine.on(input, loop.now());
    if (!effects.isEmpty()) {
      handler.accept(effects);
    }
    arm();
  }

  /** Lets go of the machine: no input reaches it any more. */
  void stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  boolean stopped() {
    return stopped;
  }

  /**
   * A timer that is too early only asks again, so it is left alone; most inputs need no new one.
   */
  private void arm() {
    Optional<Instant> deadline = machine.deadline();
    if (stopped || deadline.isEmpty() || !deadline.get().isBefore(timerAt)) {
      return;
    }
    if (timer != null) {
      timer.cancel();
    }
    timerAt = deadline.get();
    timer = loop.after(Duration.between(loop.now(), timerAt), this::due);
  }

  private void due() {
    timer = null;
    timerAt = Instant.MAX;
    Optional<Instant> deadline = machine.deadline();
    if (!stopped && deadline.isPresent() && !deadline.get().isAfter(loop.now())) {
      on(tick);
    } else {
      arm();
    }
  }
}
