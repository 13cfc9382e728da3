package dev.bzzz.core.message;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.task.TaskId;

/** Writes a message as the {@code data} of its envelope. */
final class MessageWriter {
  private final ObjectNode data = JsonNodeFactory.instance.objectNode();

  private MessageWriter(String network) {
    data.put(MessageReader.NETWORK, network);
  }

  static ObjectNode write(Message message, String network, AgentId from) {
    MessageWriter writer = new MessageWriter(network);
    writer.put(message, from);
    return writer.data;
  }

  private void put(Message message, AgentId from) {
    if (message instanceof Message.Announcement announcement) {
      announcement(announcement);
    } else if (message instanceof Message.Looked looked) {
      ArrayNode repositories = data.putArray("looked");
      looked.repositories().forEach(each -> repositories.add(each.value()));
      data.put("every_ms", looked.every().toMillis());
    } else if (message instanceof Message.Intent intent) {
      claim(intent.task(), intent.term(), "intent");
    } else if (message instanceof Message.Moved moved) {
      claim(moved.task(), moved.term(), "moved");
      data.put("seq", moved.seq()).put("state", moved.state().name()).put("record", moved.record());
    } else if (message instanceof Message.Availability availability) {
      availability(availability, from);
    } else if (message instanceof Message.Capabilities capabilities) {
      ObjectNode levels = data.put("node_id", from.value()).putObject("capabilities");
      capabilities.levels().forEach((skill, level) -> levels.put(skill.name(), level));
    } else if (message instanceof Message.SealedBid bid) {
      claim(bid.task(), bid.term(), "sealed");
      data.put("commit", bid.commit());
    } else if (message instanceof Message.OpenBid bid) {
      claim(bid.task(), bid.term(), "open");
      data.put("score", bid.score()).put("price", bid.price()).put("salt", bid.salt());
    } else if (message instanceof Message.Vote vote) {
      claim(vote.task(), vote.term(), "vote");
      data.put("candidate", vote.candidate().value()).put("proof", vote.proof());
    } else if (message instanceof Message.Candidacy candidacy) {
      claim(candidacy.task(), candidacy.term(), "stand");
    } else {
      throw new AssertionError("unhandled message: " + message);
    }
  }

  private void claim(TaskId task, long term, String phase) {
    data.put("task", task.toString()).put("term", term).put("phase", phase);
  }

  private void announcement(Message.Announcement announcement) {
    ArrayNode tasks = data.putArray("tasks");
    announcement
        .tasks()
        .forEach(
            (task, skills) -> {
              ArrayNode names = tasks.addObject().put("task", task.toString()).putArray("skills");
              skills.forEach(skill -> names.add(skill.name()));
            });
  }

  private void availability(Message.Availability availability, AgentId from) {
    data.put("node_id", from.value());
    data.put("available_for_work", availability.free() > 0);
    data.put("status", availability.free() > 0 ? MessageReader.READY : MessageReader.BUSY);
    data.put("current_tasks", availability.tasks().size());
    data.put("max_tasks", availability.slots());
    data.put("free_slots", availability.free());
    ArrayNode tasks = data.putArray("tasks");
    availability.tasks().forEach(task -> tasks.add(task.toString()));
    data.put("every_ms", availability.every().toMillis());
    ArrayNode heard = data.putArray("heard");
    for (Message.Echo echo : availability.heard()) {
      heard
          .addObject()
          .put("peer", echo.peer().value())
          .put("seq", echo.seq())
          .put("ago_ms", echo.ago().toMillis());
    }
  }
}
