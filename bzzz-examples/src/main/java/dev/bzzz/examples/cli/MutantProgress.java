package dev.bzzz.examples.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** How far the hunts for mutants are. Safe for use by many threads. */
final class MutantProgress {
  private final List<String> names;
  private final Map<String, Boolean> survived = new ConcurrentHashMap<>();
  private final Set<String> atWork = ConcurrentHashMap.newKeySet();

  /**
   * Nothing is done yet.
   *
   * @param names of all mutants that are to be hunted
   */
  MutantProgress(List<String> names) {
    this.names = List.copyOf(names);
  }

  /** A mutant is hunted from now on. */
  void hunting(String name) {
    atWork.add(name);
  }

  /** All hunts for a mutant are over; its scenario is made small from now on. */
  void hunted(String name, boolean hasSurvived) {
    survived.put(name, hasSurvived);
  }

  /** Nothing is left to be done for a mutant. */
  void done(String name) {
    atWork.remove(name);
  }

  /** What was done, which were just being hunted, and how to go on with the others. */
  Report interrupted() {
    Map<String, Boolean> ended = Map.copyOf(survived);
    List<String> survivors =
        names.stream().filter(name -> ended.getOrDefault(name, false)).toList();
    List<String> left = names.stream().filter(name -> !ended.containsKey(name)).toList();
    List<String> hunting = left.stream().filter(atWork::contains).toList();
    List<String> shrinking =
        names.stream().filter(ended::containsKey).filter(atWork::contains).toList();
    int killed = ended.size() - survivors.size();
    var json = Json.object();
    json.put("interrupted", true);
    json.put("mutants", names.size());
    json.put("killed", killed);
    survivors.forEach(json.putArray("survivors")::add);
    hunting.forEach(json.putArray("hunting")::add);
    shrinking.forEach(json.putArray("shrinking")::add);
    left.forEach(json.putArray("left")::add);
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "interrupted: %d of %d mutants hunted, %d caught%s%s%s",
            ended.size(),
            names.size(),
            killed,
            also("survived", survivors),
            also("just being hunted", hunting),
            also("caught and just being made small", shrinking)));
    if (!left.isEmpty()) {
      lines.add("to go on, run the same with --only=" + String.join(",", left));
    }
    return new Report(json, lines, SimEnd.INTERRUPTED);
  }

  private static String also(String what, List<String> which) {
    return which.isEmpty() ? "" : "; " + what + ": " + String.join(", ", which);
  }
}
