package dev.bzzz.core.claim;

import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.machine.Machine;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.util.SortedSet;

/**
 * The first of the rendezvous order bid for a task, and whose bid is best tries first. Bids are
 * sealed and then opened, so that nobody can wait for the others'; by skill, load, reputation and
 * price. Right where the best fit or the price matters more than half a second. The bids and the
 * second price are kept in the record of the grant.
 *
 * <p>Where nobody is heard, and for a task nobody bids for, it is {@link RendezvousProtocol}. Safe
 * for use by many threads.
 */
public final class AuctionProtocol implements ClaimProtocol {
  /** What {@code bzzz.yaml} calls it. */
  public static final String NAME = "auction";

  /** How long sealed bids are taken, and then what opens them, unless said otherwise. */
  public static final Duration DEFAULT_WINDOW = Duration.ofMillis(250);

  /** The most points that a unit of price may take off. */
  public static final long MAX_LAMBDA = 1_000_000;

  private static final Duration MAX_WINDOW = Duration.ofMinutes(1);

  private final Duration window;
  private final long lambda;
  private final Pricing pricing;
  private final Draws draws = new Draws();

  /** What an agent asks for a task. */
  @FunctionalInterface
  public interface Pricing {
    /**
     * The price, from 0 to {@value Message.OpenBid#MAX_PRICE}.
     *
     * @param skills what the task asks for
     */
    long price(TaskId task, SortedSet<Skill> skills);
  }

  /** With the default window; everybody works for nothing. */
  public AuctionProtocol() {
    this(DEFAULT_WINDOW, 1, (task, skills) -> 0);
  }

  /**
   * An auction of one's own; all agents of a repository should hold the same.
   *
   * @param window how long sealed bids are taken, and then what opens them, at most a minute
   * @param lambda how many points of ten million each unit of price takes off, from 0 to {@value
   *     #MAX_LAMBDA}
   */
  public AuctionProtocol(Duration window, long lambda, Pricing pricing) {
    if (window.isNegative() || window.isZero() || window.compareTo(MAX_WINDOW) > 0) {
      throw new IllegalArgumentException("the window is above 0 and at most " + MAX_WINDOW);
    }
    if (lambda < 0 || lambda > MAX_LAMBDA) {
      throw new IllegalArgumentException("lambda is from 0 to " + MAX_LAMBDA + ", not " + lambda);
    }
    this.window = window;
    this.lambda = lambda;
    this.pricing = pricing;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
    return new ClaimMachine(
        context,
        NAME,
        desk -> new AuctionStrategy(desk, new RendezvousStrategy(desk, draws), this));
  }

  Duration window() {
    return window;
  }

  long lambda() {
    return lambda;
  }

  Pricing pricing() {
    return pricing;
  }
}
