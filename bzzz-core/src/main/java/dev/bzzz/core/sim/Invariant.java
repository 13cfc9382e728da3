package dev.bzzz.core.sim;

/**
 * What must hold in every run, whatever fails. S: safety, E: efficiency, L: liveness.
 *
 * <p>Runs check all of them: S11 for machines that are {@link dev.bzzz.core.claim.Ranking}, L4
 * where nothing goes wrong, E2 for protocols that avoid herds, which {@code optimistic} does not. A
 * claim ref that a vandal moved by hand is exempt from what nobody could keep then.
 */
public enum Invariant {
  /** One holder per term. */
  S1("per task and term there is at most one holder"),
  /** Nothing goes back. */
  S2("term and (term, seq) of a task never decrease"),
  /** Only valid records, and of honest agents only such as the forge's word allows. */
  S3("every record in the ledger is a valid, authorised and signed successor, for a true cause"),
  /** One publication per term, with its branch. */
  S4("per term there is at most one PUBLISHED, and with it the branch is at work.head"),
  /** The fence. */
  S5("no branch moves with a token older than the tip"),
  /** One pull request. */
  S6("a work branch has at most one open pull request and, once faults stop, a task has one"),
  /** A register. */
  S7("each task's history is linearizable as a compare-and-swap register"),
  /** Messages decide nothing. */
  S8("no message, however forged, replayed or reordered, writes, or is believed unless signed"),
  /** Nobody bites off too much. */
  S9("no honest agent exceeds its slots, nor three grant records per task in ten minutes"),
  /** Not knowing is not knowing. */
  S10("an unknown outcome is never taken as won or lost without a read"),
  /** Ranking is a pure function. */
  S11("equal views give an equal winner"),
  /** The policy rules. */
  S12("nobody outside the policy that its record names becomes holder, or today's, if honest"),

  /** Patience. */
  E1("no honest agent ends a challenge before the grace, or two if another's, is over"),
  /** No herds. */
  E2("without ledger faults there are at most 3 attempts per grant"),

  /** Everything ends. */
  L1("once faults stop, every open task ends DONE or ESCALATED, and nobody holds a closed one"),
  /** Takeover in time. */
  L2("once faults stop, a silent holder is replaced within suspicion, 2 graces and delays"),
  /** No starvation. */
  L3("once faults stop, no task stays free for long while an agent that may take it is idle"),
  /** Few pushes. */
  L4("a task nobody contends for takes its holder 2 pushes; DONE goes along, or with others"),
  /** Helping. */
  L5("PUBLISHED reaches DONE, though its holder is dead"),
  /** Lies cost a constant. */
  L6("lies on the mesh delay a task by a constant at most, and cost few looks at the forge");

  private final String text;

  Invariant(String text) {
    this.text = text;
  }

  /** The invariant in words. */
  public String text() {
    return text;
  }
}
