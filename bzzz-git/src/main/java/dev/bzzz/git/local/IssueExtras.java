package dev.bzzz.git.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.CanonicalJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * What only a server keeps of an issue, in {@value #FILE} beside it: {@code
 * {"assignees":["ann"],"closedAt":"2026-11-22T15:00:00Z"}}. For display; no claim depends on it, so
 * a damaged file counts as an empty one.
 */
record IssueExtras(List<String> assignees, Optional<Instant> closedAt, int deletedComments) {
  static final String FILE = "server.json";
  static final IssueExtras NONE = new IssueExtras(List.of(), Optional.empty(), 0);

  private static final String DELETED = "deletedComments";
  private static final int MAX_BYTES = 16 * 1024;

  static IssueExtras read(CommitFiles files, ObjectId tip) throws IOException {
    try {
      Optional<byte[]> json = files.file(tip, FILE, MAX_BYTES);
      return json.isEmpty() ? NONE : parse(CanonicalJson.read(json.get()));
    } catch (IllegalArgumentException | DateTimeException e) {
      return NONE;
    }
  }

  private static IssueExtras parse(JsonNode json) {
    List<String> assignees = new ArrayList<>();
    json.path("assignees").forEach(each -> assignees.add(each.asText()));
    String closedAt = json.path("closedAt").asText();
    return new IssueExtras(
        List.copyOf(assignees),
        closedAt.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(closedAt)),
        Math.max(0, Math.min(IssueStore.MAX_COMMENTS, json.path(DELETED).asInt())));
  }

  IssueExtras changed(List<String> newAssignees, Optional<Instant> newClosedAt) {
    return new IssueExtras(newAssignees, newClosedAt, deletedComments);
  }

  IssueExtras withOneDeleted() {
    return new IssueExtras(assignees, closedAt, deletedComments + 1);
  }

  String json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    assignees.forEach(json.putArray("assignees")::add);
    closedAt.ifPresent(at -> json.put("closedAt", at.toString()));
    if (deletedComments > 0) {
      json.put(DELETED, deletedComments);
    }
    return new String(CanonicalJson.write(json), StandardCharsets.UTF_8) + "\n";
  }
}
