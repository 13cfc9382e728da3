package dev.bzzz.core.sim;

import dev.bzzz.core.PermanentException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a machine does not come back from a call: a loop without an end, or a wait. No
 * thread can be ended from outside, so such a scenario is given up and its thread left behind.
 * Confined to the thread that looks.
 */
final class Watchdog {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** What threads that run scenarios are called. */
  static final String THREAD = "bzzz-sim";

  private final Thread thread;
  private final Pulse pulse;
  private final Patience patience;
  private Pulse.@Nullable Call last;
  private long lastCpu;
  private int looks;

  Watchdog(Thread thread, Pulse pulse, Patience patience) {
    this.thread = thread;
    this.pulse = pulse;
    this.patience = patience;
  }

  /**
   * Does something with a scenario in a thread of its own.
   *
   * @throws PermanentException if a machine does not come back, or the waiting is interrupted
   */
  static <T> T over(Patience patience, Function<Pulse, T> work) {
    Pulse pulse = new Pulse();
    FutureTask<T> task = new FutureTask<>(() -> work.apply(pulse));
    Thread thread = new Thread(task, THREAD);
    thread.setDaemon(true);
    thread.start();
    Watchdog watchdog = new Watchdog(thread, pulse, patience);
    try {
      while (true) {
        try {
          return task.get(patience.every().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          watchdog.look();
        }
      }
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PermanentException("cannot wait for the end of a scenario: interrupted", e);
    }
  }

  /** What another thread threw, thrown here. */
  static RuntimeException rethrown(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    } else if (failure instanceof RuntimeException wrong) {
      throw wrong;
    }
    throw new AssertionError("what runs scenarios throws nothing checked", failure);
  }

  /**
   * Looks, which has to be done every {@link Patience#every}.
   *
   * @throws PermanentException if a machine does not come back
   */
  void look() {
    Pulse.Call now = pulse.call();
    if (now == null || now != last) {
      last = now;
      lastCpu = cpu();
      looks = 0;
      return;
    }
    looks++; // not by a clock, which goes on while a debugger or the lid stops all of us
    Duration computed = Duration.ofNanos(cpu() - lastCpu);
    Duration waited = patience.every().multipliedBy(looks);
    boolean computes = computed.compareTo(patience.computing()) >= 0;
    if (!computes && waited.compareTo(patience.waiting()) < 0) {
      return;
    }
    String place = Blame.at(thread.getStackTrace());
    if (pulse.call() == now) {
      throw new PermanentException(
          "cannot end "
              + now.machine()
              + ", has not returned from "
              + now.method()
              + " after "
              + (computes ? seconds(computed) + " of computing" : seconds(waited) + " of waiting")
              + place
              + "; look for a loop or a wait without an end there: a machine has to answer at"
              + " once");
    }
  }

  private static String seconds(Duration time) {
    return Math.max(1, time.toSeconds()) + " s";
  }

  /** 0 where the system does not tell; then only waiting is noticed. */
  private long cpu() {
    return THREADS.isThreadCpuTimeSupported()
        ? Math.max(0, THREADS.getThreadCpuTime(thread.getId()))
        : 0;
  }
}
