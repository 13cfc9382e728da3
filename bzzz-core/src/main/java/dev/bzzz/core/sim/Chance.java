package dev.bzzz.core.sim;

import java.io.Serial;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** Chance from elsewhere: every draw of {@link Random} comes down to so many bits of it. */
final class Chance extends Random {
  @Serial private static final long serialVersionUID = 1;

  private final transient IntUnaryOperator source;

  /** Asks for a number of bits, from 1 to 32, as the lowest of an int. */
  Chance(IntUnaryOperator source) {
    super(0);
    this.source = source;
  }

  @Override
  protected int next(int bits) {
    return source.applyAsInt(bits);
  }
}
