package dev.bzzz.core.sim;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tells which call into a machine a running scenario is in. Written by the thread that runs it,
 * read by any other.
 */
final class Pulse {
  private final AtomicReference<@Nullable Call> call = new AtomicReference<>();

  /** One call; no two are the same object. */
  static final class Call {
    private final Engine engine;
    private final Object what;

    private Call(Engine engine, Object what) {
      this.engine = engine;
      this.what = what;
    }

    /** Which scenario and machine. */
    String machine() {
      return engine.toString();
    }

    /** The method, as people write it. */
    String method() {
      return Engine.text(what);
    }
  }

  // Twice in each step of each machine: seen a moment later is soon enough, and costs less.

  void enter(Engine engine, Object what) {
    call.lazySet(new Call(engine, what));
  }

  void leave() {
    call.lazySet(null);
  }

  /** The call it is in; null when in none. */
  @Nullable Call call() {
    return call.get();
  }
}
