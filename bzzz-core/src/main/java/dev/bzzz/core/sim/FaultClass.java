package dev.bzzz.core.sim;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Kinds of faults, as a generated scenario is asked to have. */
public enum FaultClass {
  /** Processes die, and most are started again. */
  CRASH,
  /** Processes stand still for a while. */
  PAUSE,
  /** Agents do not reach each other, or the host. */
  PARTITION,
  /** Messages get lost. */
  LOSS,
  /** Messages arrive twice. */
  DUPLICATION,
  /** Messages overtake each other. */
  REORDER,
  /** Clocks are wrong, drift and jump. */
  SKEW,
  /** Processes die and lose what they wrote. */
  DISK,
  /**
   * The host answers late, not at all, or with an error; and people close issues, open them again,
   * turn down pull requests or merge them while the work goes on.
   */
  LEDGER,
  /**
   * Liars on the mesh, a liar with a key, vandals with write permission; and what people do about
   * it: keys are revoked and exchanged, agents are admitted.
   */
  BYZANTINE;

  private static final String NONE = "none";
  private static final String ALL = "all";

  /** The name on the command line. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads {@code none}, {@code all} or a list such as {@code crash,pause}.
   *
   * @throws IllegalArgumentException if it is anything else; the message names what can be asked
   *     for
   */
  public static Set<FaultClass> parse(String list) {
    if (list.equals(NONE)) {
      return Set.of();
    }
    if (list.equals(ALL)) {
      return all();
    }
    EnumSet<FaultClass> classes = EnumSet.noneOf(FaultClass.class);
    for (String word : list.split(",", -1)) {
      classes.add(
          Arrays.stream(values())
              .filter(each -> each.text().equals(word))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException(unknown(word))));
    }
    return Collections.unmodifiableSet(classes);
  }

  /** Every class. */
  public static Set<FaultClass> all() {
    return Collections.unmodifiableSet(EnumSet.allOf(FaultClass.class));
  }

  private static String unknown(String word) {
    if (word.equals(NONE) || word.equals(ALL)) {
      return "'" + word + "' stands alone, without a list";
    }
    return "unknown fault '"
        + word
        + "'; it is none, all, or a comma list of "
        + Arrays.stream(values()).map(FaultClass::text).collect(Collectors.joining(", "));
  }
}
