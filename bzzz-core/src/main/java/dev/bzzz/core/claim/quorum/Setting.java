package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.task.TaskId;
import java.time.Instant;
import java.util.Optional;

/**
 * What an attempt is about.
 *
 * @param task the register
 * @param goal what is wanted
 * @param membership who votes
 * @param self who asks
 * @param until when to give up
 * @param sent whether the record was sent to a voter by an attempt before
 * @param highest the highest round seen on this task; 0 when none was
 * @param lead what the attempt before has left
 */
record Setting(
    TaskId task,
    Goal goal,
    Membership membership,
    AgentId self,
    Instant until,
    boolean sent,
    long highest,
    Optional<Proposer.Lead> lead) {}
