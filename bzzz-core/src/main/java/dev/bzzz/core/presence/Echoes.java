package dev.bzzz.core.presence;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Spans;
import dev.bzzz.core.message.Message.Availability;
import dev.bzzz.core.message.Message.Echo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how long messages travel without comparing clocks: everybody tells back what it has
 * heard last and how long ago, so that the sender can subtract that from the time since it sent it.
 * What is left is the way there and back. Confined to its machine.
 */
public final class Echoes {
  private static final int MAX_SENT = 256;

  /** More than are told back at once; in a large swarm most are told back by others. */
  private static final int MAX_OWED = 16;

  private final Map<Long, Instant> sent = new LinkedHashMap<>();
  private final Map<AgentId, Owed> owed = new LinkedHashMap<>();
  private final Latencies oneWay = new Latencies();

  private record Owed(long seq, Instant at) {}

  /** This agent has sent a message. */
  public void sent(long seq, Instant now) {
    sent.put(seq, now);
    if (sent.size() > MAX_SENT) {
      sent.remove(sent.keySet().iterator().next());
    }
  }

  /** This agent has heard a message, which it will tell back if it does not owe too many. */
  public void heard(AgentId from, long seq, Instant now) {
    if (owed.remove(from) != null || owed.size() < MAX_OWED) {
      owed.put(from, new Owed(seq, now));
    }
  }

  /** What to tell back now: of those heard longest ago, each message once. */
  public List<Echo> take(Instant now) {
    List<Echo> echoes = new ArrayList<>();
    Iterator<Map.Entry<AgentId, Owed>> each = owed.entrySet().iterator();
    while (each.hasNext() && echoes.size() < Availability.MAX_HEARD) {
      Map.Entry<AgentId, Owed> entry = each.next();
      Duration ago = Duration.between(entry.getValue().at(), now);
      if (ago.compareTo(Availability.MAX_EVERY) <= 0) {
        echoes.add(new Echo(entry.getKey(), entry.getValue().seq(), ago));
      }
      each.remove();
    }
    return echoes;
  }

  /** One of this agent's own messages was told back. */
  public void toldBack(Echo echo, Instant now) {
    Instant at = sent.get(echo.seq());
    if (at != null) {
      Duration travelled = Duration.between(at, now).minus(echo.ago());
      if (!travelled.isNegative()) {
        oneWay.add(Spans.part(travelled, 2));
      }
    }
  }

  /** One way, 95 of 100 times at most; zero when nothing was measured. */
  public Duration p95() {
    return oneWay.p95();
  }
}
