package dev.bzzz.core.sim;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.PlainText;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Says where in the code something went wrong, to the people who wrote that code. */
final class Blame {
  private static final int MAX_FRAMES = 3;
  private static final int MAX_MESSAGE = 300;
  private static final int MAX_CAUSES = 10;
  private static final String OURS = "dev.bzzz.core.";
  private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

  private Blame() {}

  /** An error with its message, what was behind it, and the place, in one line. */
  static String of(Throwable error) {
    Throwable root = error;
    for (int i = 0; i < MAX_CAUSES && root.getCause() != null; i++) {
      root = root.getCause();
    }
    String behind = root == error ? "" : ", because of " + text(root);
    return text(error) + behind + at(root.getStackTrace());
  }

  /** A run went another way when it was repeated, which no machine that is pure lets it do. */
  static PermanentException impure(Scenario scenario, Violation violation) {
    return new PermanentException(
        "cannot show the violation in the scenario with seed "
            + scenario.seed()
            + " ("
            + violation
            + "): repeated, the same scenario went another way; look for a machine that takes time"
            + " or chance from anywhere but its inputs and context.random(), that keeps something"
            + " in static fields, or that goes through a HashMap");
  }

  private static String text(Throwable error) {
    return PlainText.line(error.toString(), MAX_MESSAGE);
  }

  /**
   * The place, to be put behind something: the innermost frames of a protocol of one's own, or of
   * ours when it has none, without those of the JDK. Empty when nothing is known.
   */
  static String at(StackTraceElement[] stack) {
    List<StackTraceElement> ofMachine =
        Arrays.stream(stack)
            .takeWhile(frame -> !frame.getClassName().equals(Engine.class.getName()))
            .filter(frame -> JDK.stream().noneMatch(frame.getClassName()::startsWith))
            .toList();
    List<StackTraceElement> ofUser =
        ofMachine.stream().filter(frame -> !frame.getClassName().startsWith(OURS)).toList();
    List<StackTraceElement> shown = ofUser.isEmpty() ? ofMachine : ofUser;
    return shown.isEmpty()
        ? ""
        : shown.stream()
            .limit(MAX_FRAMES)
            .map(Blame::text)
            .collect(Collectors.joining(", called by ", ", at ", ""));
  }

  private static String text(StackTraceElement frame) {
    return frame.getClassName()
        + "."
        + frame.getMethodName()
        + " ("
        + (frame.getFileName() == null ? "unknown source" : frame.getFileName())
        + (frame.getLineNumber() < 0 ? "" : ":" + frame.getLineNumber())
        + ")";
  }
}
