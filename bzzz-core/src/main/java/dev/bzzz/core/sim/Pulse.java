package dev.bzzz.core.sim;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tells which call into a machine a running scenario or replay is in. Written by the thread that
 * runs it, read by any other.
 */
final class Pulse {
  private final AtomicReference<@Nullable Call> call = new AtomicReference<>();

  /** One call; no two are the same object. */
  static final class Call {
    private final Object caller;
    private final Object what;

    private Call(Object caller, Object what) {
      this.caller = caller;
      this.what = what;
    }

    /** Which scenario or recording, and which machine of it. */
    String machine() {
      return caller.toString();
    }

    /** The method, as people write it. */
    String method() {
      return Engine.text(what);
    }
  }

  // Twice in each step of each machine: seen a moment later is soon enough, and costs less.

  /**
   * A call begins.
   *
   * @param caller as text: where it is made, and to which machine
   * @param what an input, or a method's name
   */
  void enter(Object caller, Object what) {
    call.lazySet(new Call(caller, what));
  }

  void leave() {
    call.lazySet(null);
  }

  /** The call it is in; null when in none. */
  @Nullable Call call() {
    return call.get();
  }
}
