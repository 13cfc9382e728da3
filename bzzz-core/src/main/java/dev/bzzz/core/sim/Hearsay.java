package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.message.Letter;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.task.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one process has heard, or has said itself, by which agents are ranked. */
final class Hearsay {
  private final Map<AgentId, String> skills = new HashMap<>();
  private final Map<Bidding, List<Message>> bids = new HashMap<>();

  private record Bidding(TaskId task, long term, AgentId bidder) {}

  void note(Letter letter) {
    if (letter.message() instanceof Message.Capabilities said) {
      skills.put(letter.from(), said.levels().toString());
    } else if (letter.message() instanceof Message.SealedBid
        || letter.message() instanceof Message.OpenBid) {
      Message.OfTask bid = (Message.OfTask) letter.message();
      bids.computeIfAbsent(
              new Bidding(bid.task(), bid.term(), letter.from()), first -> new ArrayList<>())
          .add(bid);
    }
  }

  /** What an agent has last said that it can do. */
  String skills(AgentId agent) {
    return skills.getOrDefault(agent, "");
  }

  /** Whether a bid was heard sealed. */
  boolean sealed(TaskId task, long term, AgentId bidder) {
    return bids(task, term, bidder).stream().anyMatch(Message.SealedBid.class::isInstance);
  }

  /**
   * What somebody has bid, sealed and open, in the order it was heard. Who starts anew may bid
   * twice, and only those who lived through it have heard both.
   */
  List<Message> bids(TaskId task, long term, AgentId bidder) {
    return bids.getOrDefault(new Bidding(task, term, bidder), List.of());
  }
}
