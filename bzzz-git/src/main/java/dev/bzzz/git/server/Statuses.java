package dev.bzzz.git.server;

import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.git.local.HostedRecords;
import dev.bzzz.git.local.HostedRepository;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;

/** What tests and reviews say about commits. */
final class Statuses {
  /** Most statuses of one commit: what GitHub allows. */
  static final int MAX_STATUSES = 1000;

  private static final String LIST = "statuses";
  private static final String RESOURCE = "Status";
  private static final int MAX_DESCRIPTION = 140;
  private static final int MAX_TEXT = 255;
  private static final Set<String> STATES = Set.of("error", "failure", "pending", "success");

  void routes(Api api) {
    api.of(POST, "/statuses/{sha}", Statuses::create);
    api.of(GET, "/commits/<ref>/statuses", Statuses::list);
    api.of(GET, "/statuses/<ref>", Statuses::list);
    api.of(GET, "/commits/<ref>/status", Statuses::combined);
  }

  private static void create(Call call, HostedRepository repository) throws IOException {
    ObjectId commit = Refs.commit(repository, call.path("sha"));
    Fields fields = new Fields(RESOURCE, call.body());
    String state = fields.text("state");
    if (!STATES.contains(state)) {
      throw ApiError.invalid(RESOURCE, "state", "invalid");
    }
    ObjectNode status =
        JsonNodeFactory.instance
            .objectNode()
            .put("state", state)
            .put("context", atMost(fields, "context", "default", MAX_TEXT))
            .put("description", atMost(fields, "description", "", MAX_DESCRIPTION))
            .put("target_url", atMost(fields, "target_url", "", MAX_TEXT))
            .put("creator", call.login())
            .put("at", Views.time(Instant.now()));
    JsonNode all =
        repository
            .records()
            .change(
                HostedRecords.STATUSES + commit.name(),
                call.login(),
                known -> {
                  ArrayNode list = known.withArray(LIST);
                  if (list.size() >= MAX_STATUSES) {
                    throw ApiError.refused(RESOURCE, "this commit has too many statuses");
                  }
                  list.add(status);
                  return known;
                });
    int count = all.path(LIST).size();
    call.created(view(call, repository, commit, new Stored(count, all.path(LIST).path(count - 1))));
  }

  private static String atMost(Fields fields, String name, String otherwise, int max) {
    String text = fields.optional(name).orElse(otherwise);
    if (text.length() > max) {
      throw ApiError.invalid(RESOURCE, name, "invalid");
    }
    return text;
  }

  private static void list(Call call, HostedRepository repository) throws IOException {
    ObjectId commit = Refs.commit(repository, call.path("ref"));
    call.page(newestFirst(call, repository, commit), each -> each);
  }

  private static List<ObjectNode> newestFirst(
      Call call, HostedRepository repository, ObjectId commit) {
    List<ObjectNode> statuses = new ArrayList<>();
    for (JsonNode each :
        repository.records().read(HostedRecords.STATUSES + commit.name()).path(LIST)) {
      statuses.add(view(call, repository, commit, new Stored(statuses.size() + 1, each)));
    }
    Collections.reverse(statuses);
    return statuses;
  }

  /** A status as it is kept, and which one of its commit, from 1 on. */
  private record Stored(int index, JsonNode json) {}

  private static void combined(Call call, HostedRepository repository) throws IOException {
    ObjectId commit = Refs.commit(repository, call.path("ref"));
    Map<String, ObjectNode> latest = new LinkedHashMap<>();
    newestFirst(call, repository, commit)
        .forEach(each -> latest.putIfAbsent(each.path("context").asText(), each));
    List<String> states =
        latest.values().stream().map(each -> each.path("state").asText()).toList();
    String state = "success";
    if (states.contains("error") || states.contains("failure")) {
      state = "failure";
    } else if (states.isEmpty() || states.contains("pending")) {
      state = "pending";
    }
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("state", state)
            .put("sha", commit.name())
            .put("total_count", latest.size())
            .put(
                "url",
                call.links().repository(repository.name())
                    + "/commits/"
                    + commit.name()
                    + "/status");
    latest.values().forEach(json.putArray(LIST)::add);
    json.set("repository", Views.of(call).repository(repository));
    call.ok(json);
  }

  private static ObjectNode view(
      Call call, HostedRepository repository, ObjectId commit, Stored status) {
    int index = status.index();
    JsonNode stored = status.json();
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", Views.id("status", commit.name() + " " + index))
            .put("node_id", "status:" + commit.name() + ":" + index)
            .put("state", stored.path("state").asText())
            .put("context", stored.path("context").asText())
            .put("description", stored.path("description").asText())
            .put("created_at", stored.path("at").asText())
            .put("updated_at", stored.path("at").asText())
            .put("url", call.links().repository(repository.name()) + "/statuses/" + commit.name());
    String target = stored.path("target_url").asText();
    json.put("target_url", target.isEmpty() ? null : target);
    json.set("creator", Views.of(call).user(stored.path("creator").asText()));
    return json;
  }
}
