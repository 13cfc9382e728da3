package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.message.Letter;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.task.TaskId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What one process has heard, or has said itself, by which agents are ranked. */
final class Hearsay {
  private final Map<AgentId, String> skills = new TreeMap<>();
  private final Set<Seal> seals = new HashSet<>();

  private record Seal(TaskId task, long term, AgentId bidder) {}

  void note(Letter letter) {
    if (letter.message() instanceof Message.Capabilities said) {
      skills.put(letter.from(), said.levels().toString());
    } else if (letter.message() instanceof Message.SealedBid bid) {
      seals.add(new Seal(bid.task(), bid.term(), letter.from()));
    }
  }

  /** What an agent has last said that it can do. */
  String skills(AgentId agent) {
    return skills.getOrDefault(agent, "");
  }

  /** Whether a bid was heard sealed. */
  boolean sealed(TaskId task, long term, AgentId bidder) {
    return seals.contains(new Seal(task, term, bidder));
  }
}
