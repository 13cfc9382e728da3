package dev.bzzz.core.sim;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks that nobody opens a second pull request of a branch, as far as that can be known. */
final class PullCheck {
  private final Story story;
  private final Verdict verdict;

  /** Who has looked for which branch, and found nothing when it last did. */
  private final Set<Seeker> inVain = new HashSet<>();

  PullCheck(Story story, Verdict verdict) {
    this.story = story;
    this.verdict = verdict;
  }

  void sought(Caller caller, String branch, List<SimPull> found) {
    if (found.isEmpty()) {
      inVain.add(seeker(caller, branch));
    } else {
      inVain.remove(seeker(caller, branch));
    }
  }

  /** The last of these was opened just now. */
  void opened(Caller caller, List<SimPull> same) {
    SimPull pull = same.get(same.size() - 1);
    story.tell(
        "host",
        () ->
            "#"
                + pull.task().number()
                + " pull request "
                + pull.number()
                + " of "
                + pull.branch()
                + " opened by "
                + caller.name());
    // While it was looking another one opened the first, and people merged that or turned it down.
    verdict.require(
        same.size() == 1 || inVain.contains(seeker(caller, pull.branch())),
        Invariant.S6,
        () ->
            caller.name()
                + " opened one more pull request of "
                + pull.branch()
                + ", and had not looked for it");
  }

  /** One start of an agent: what it has sent may arrive when a later start knows better. */
  private static Seeker seeker(Caller caller, String branch) {
    return new Seeker(caller, branch);
  }

  private record Seeker(Caller caller, String branch) {}
}
