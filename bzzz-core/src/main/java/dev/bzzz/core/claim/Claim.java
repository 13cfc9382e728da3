package dev.bzzz.core.claim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.task.TaskId;
import java.net.URI;
import java.util.Optional;

/**
 * The right to work on a task and to publish that work. Comes into being only from a tip that was
 * read from, or won on, a ledger. Immutable.
 */
public final class Claim {
  /** What the line begins with that ends the text of every pull request for a claim. */
  public static final String MARKER = "Bzzz-Claim: ";

  private final SignedRecord signed;

  private Claim(SignedRecord signed) {
    this.signed = signed;
  }

  /**
   * The claim that {@code agent} holds by this tip; empty when somebody else or nobody holds it.
   */
  public static Optional<Claim> heldBy(AgentId agent, Tip tip) {
    return holds(agent, tip) ? tip.record().map(Claim::new) : Optional.empty();
  }

  /** Whether {@code agent} holds the claim by this tip. */
  static boolean holds(AgentId agent, Tip tip) {
    ClaimRecord newest = tip.newest();
    return newest != null
        && tip.damage().isEmpty()
        && newest.state().live()
        && newest.holder().equals(agent);
  }

  /** The claim whose work this tip has published, whoever held it; empty in any other state. */
  public static Optional<Claim> publishedBy(Tip tip) {
    return tip.damage().isPresent()
        ? Optional.empty()
        : tip.record()
            .filter(signed -> signed.record().state() == ClaimState.PUBLISHED)
            .map(Claim::new);
  }

  /** The task. */
  public TaskId task() {
    return signed.record().task();
  }

  /** Which grant this is. */
  public FencingToken token() {
    return signed.token();
  }

  /** Who was granted it. */
  public AgentId holder() {
    return signed.record().holder();
  }

  /** Branch, base and, once published, head. */
  public Work work() {
    return signed.record().work();
  }

  /** Whether the work is published, so that a pull request may be opened for it. */
  public boolean published() {
    return signed.record().state() == ClaimState.PUBLISHED;
  }

  /** The line that ends the pull request's text and names this claim. */
  public String marker() {
    return MARKER + task() + " " + token();
  }

  /**
   * The update that creates the work branch at {@code head}, to be made with the PUBLISHED record.
   */
  public RefUpdate publish(String head, URI objects) {
    return new RefUpdate(work().branch(), Optional.empty(), head, Optional.of(objects));
  }

  /**
   * The update that creates the branch of published work again, to be made with one more PUBLISHED
   * record.
   *
   * @throws IllegalStateException if the work is not published
   */
  public RefUpdate restoreBranch() {
    String head =
        work()
            .head()
            .orElseThrow(() -> new IllegalStateException("the work is not published: " + this));
    return new RefUpdate(work().branch(), Optional.empty(), head, Optional.empty());
  }

  @Override
  public String toString() {
    return task() + " " + token();
  }
}
