package dev.bzzz.core.message;

import dev.bzzz.core.AgentId;
import java.time.Instant;

/**
 * A message that may be acted on.
 *
 * @param from who signed it; authorised to speak of its tasks
 * @param boot which start of the sender it is from
 * @param seq its number among the sender's messages of this start
 * @param sentAt by the sender's clock
 */
public record Letter(AgentId from, String boot, long seq, Instant sentAt, Message message) {}
