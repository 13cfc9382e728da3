package dev.bzzz.core.sim;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The way of one agent's process to the simulated host and back. Each call takes its time and may
 * get lost on either way; the host is linearizable, so a call happens at one moment in between.
 */
public interface HostLink {
  /**
   * Calls the host.
   *
   * @param step what happens at the host, at one moment
   * @param answer hears of it, unless the process has died meanwhile
   */
  <T> void call(Function<SimHost, T> step, Consumer<HostReply<T>> answer);
}
