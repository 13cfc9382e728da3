package dev.bzzz.core.machine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A protocol as a pure state machine: facts from the world in, orders to it out.
 *
 * <p>A machine never blocks, reads no clock, draws chance only from a generator given to its
 * constructor, starts no thread and logs nothing. So the same class runs in production under a
 * {@link Driver} and in a simulator under virtual time. Confined to its driver.
 *
 * @param <I> inputs: a sealed interface of records
 * @param <E> effects: a sealed interface of records
 */
public interface Machine<I, E> {
  /**
   * Takes in one fact.
   *
   * @param now the time of the fact; it may stand still and never runs backwards
   * @return what to do, in this order
   */
  List<E> on(I input, Instant now);

  /** When the machine wants its next tick; asked after every input. */
  Optional<Instant> deadline();
}
