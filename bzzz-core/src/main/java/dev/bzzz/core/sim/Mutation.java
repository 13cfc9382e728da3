package dev.bzzz.core.sim;

/**
 * A protocol, ledger or forge that is broken on purpose, with scenarios in which it shows: a {@link
 * Hunt} tries whether the simulator catches it.
 */
public interface Mutation {
  /** What it is called. */
  String name();

  /** What it does wrong, in words. */
  String text();

  /** The invariant that it breaks. */
  Invariant expected();

  /** A scenario of the kind in which it shows; a sound protocol holds in all of them. */
  Scenario scenario(long seed);

  /** Runs scenarios with what is broken. */
  Simulator simulator();
}
