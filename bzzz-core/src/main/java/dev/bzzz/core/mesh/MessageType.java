package dev.bzzz.core.mesh;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a message is about, with the word for it on the wire. */
public enum MessageType {
  /** A task is there to be taken. */
  TASK_ANNOUNCEMENT("task_announcement"),
  /** An agent sets out to claim a task, or has moved its claim. */
  TASK_CLAIM("task_claim"),
  /** An agent bids for a task. */
  TASK_BID("task_bid"),
  /** An agent votes on who may claim a task. */
  CLAIM_VOTE("claim_vote"),
  /** A step of the work. */
  TASK_PROGRESS("task_progress"),
  /** A task is published. */
  TASK_COMPLETE("task_complete"),
  /** What an agent can do; sent when it changes. */
  CAPABILITY_BROADCAST("capability_broadcast"),
  /** An agent's free slots and the tasks it holds; sent at intervals. */
  AVAILABILITY_BROADCAST("availability_broadcast"),
  /** A contribution to a session. */
  META_DISCUSSION("meta_discussion"),
  /** An agent asks for help with a task. */
  TASK_HELP_REQUEST("task_help_request"),
  /** An agent offers help. */
  TASK_HELP_RESPONSE("task_help_response"),
  /** An agent asks for a session. */
  COORDINATION_REQUEST("coordination_request"),
  /** A session has ended. */
  COORDINATION_COMPLETE("coordination_complete"),
  /** Tasks of several repositories depend on each other. */
  DEPENDENCY_ALERT("dependency_alert"),
  /** A human is asked to decide. */
  ESCALATION_TRIGGER("escalation_trigger");

  private static final Map<String, MessageType> BY_WIRE =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(MessageType::wire, Function.identity()));

  private final String wire;

  MessageType(String wire) {
    this.wire = wire;
  }

  /** The word in the envelope's field {@code type}. */
  public String wire() {
    return wire;
  }

  /** The type with this word. */
  public static Optional<MessageType> ofWire(String wire) {
    return Optional.ofNullable(BY_WIRE.get(wire));
  }
}
