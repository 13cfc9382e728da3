package dev.bzzz.git.server;

import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.git.local.HostedRepository;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Webhooks of a repository. Their secrets are never told again. */
final class Hooks {
  /** Field of the stored document that holds them. */
  static final String LIST = "hooks";

  /** Most webhooks of a repository: what GitHub allows. */
  static final int MAX_HOOKS = 20;

  private static final String NEXT = "next";
  private static final String RESOURCE = "Hook";
  private static final int MAX_TEXT = 1000;
  private static final int MAX_EVENTS = 50;
  private static final int MAX_PORT = 65_535;

  private final HookSender sender;

  Hooks(HookSender sender) {
    this.sender = sender;
  }

  void routes(Api api) {
    api.of(
        GET,
        "/hooks",
        (call, repository) -> {
          List<JsonNode> hooks = new ArrayList<>();
          repository.records().hooks().path(LIST).forEach(hooks::add);
          call.page(hooks, hook -> view(call, repository, hook));
        });
    api.of(
        GET,
        "/hooks/{id}",
        (call, repository) -> call.ok(view(call, repository, find(call, repository))));
    api.of(POST, "/hooks", this::create);
    api.of(
        DELETE,
        "/hooks/{id}",
        (call, repository) -> {
          find(call, repository);
          repository.records().changeHooks(all -> without(all, call.path("id")));
          call.nothing();
        });
    api.of(
        POST,
        "/hooks/{id}/pings",
        (call, repository) -> {
          ping(call, repository, find(call, repository));
          call.nothing();
        });
  }

  private void create(Call call, HostedRepository repository) {
    Fields fields = new Fields(RESOURCE, call.body());
    Fields config = new Fields(RESOURCE, fields.json().path("config"));
    String url = config.text("url");
    requireUrl(url);
    List<String> events = fields.names("events").orElse(List.of("push"));
    String secret = config.optional("secret").orElse("");
    if (secret.length() > MAX_TEXT || events.size() > MAX_EVENTS) {
      throw ApiError.invalid(RESOURCE, "config", "invalid");
    }
    ObjectNode hook =
        JsonNodeFactory.instance
            .objectNode()
            .put("url", url)
            .put("secret", secret)
            .put("content_type", config.optional("content_type").orElse("form"))
            .put("active", fields.flag("active").orElse(true))
            .put("created_at", Views.time(Instant.now()));
    events.forEach(hook.putArray("events")::add);
    repository
        .records()
        .changeHooks(
            all -> {
              ArrayNode list = all.withArray(LIST);
              if (list.size() >= MAX_HOOKS) {
                throw ApiError.refused(
                    RESOURCE, "a repository has at most " + MAX_HOOKS + " hooks");
              }
              long id = all.path(NEXT).asLong(1);
              hook.put("id", id);
              list.add(hook);
              return all.put(NEXT, id + 1);
            });
    ping(call, repository, hook);
    call.created(view(call, repository, hook));
  }

  private static void requireUrl(String url) {
    try {
      URI uri = new URI(url);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean host = uri.getHost() != null && uri.getPort() <= MAX_PORT;
      if (web && host && uri.getUserInfo() == null && url.length() <= MAX_TEXT) {
        return;
      }
    } catch (URISyntaxException e) {
      throw ApiError.invalid(RESOURCE, "url", "invalid");
    }
    throw ApiError.invalid(RESOURCE, "url", "invalid");
  }

  private void ping(Call call, HostedRepository repository, JsonNode hook) {
    Views views = Views.of(call);
    ObjectNode payload =
        JsonNodeFactory.instance
            .objectNode()
            .put("zen", "One task, one agent.")
            .put("hook_id", hook.path("id").asLong());
    payload.set("hook", view(call, repository, hook));
    payload.set("repository", views.repository(repository));
    payload.set("sender", views.user(call.login()));
    sender.send(hook, "ping", payload);
  }

  private static JsonNode find(Call call, HostedRepository repository) {
    for (JsonNode hook : repository.records().hooks().path(LIST)) {
      if (hook.path("id").asText().equals(call.path("id"))) {
        return hook;
      }
    }
    throw ApiError.notFound();
  }

  private static ObjectNode without(ObjectNode all, String id) {
    ArrayNode left = JsonNodeFactory.instance.arrayNode();
    for (JsonNode hook : all.path(LIST)) {
      if (!hook.path("id").asText().equals(id)) {
        left.add(hook);
      }
    }
    all.set(LIST, left);
    return all;
  }

  private static ObjectNode view(Call call, HostedRepository repository, JsonNode hook) {
    String url = call.links().repository(repository.name()) + "/hooks/" + hook.path("id").asText();
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "Repository")
            .put("id", hook.path("id").asLong())
            .put("name", "web")
            .put("active", hook.path("active").asBoolean())
            .put("url", url)
            .put("ping_url", url + "/pings")
            .put("created_at", hook.path("created_at").asText())
            .put("updated_at", hook.path("created_at").asText());
    json.set("events", hook.path("events"));
    ObjectNode config =
        json.putObject("config")
            .put("url", hook.path("url").asText())
            .put("content_type", hook.path("content_type").asText())
            .put("insecure_ssl", "0");
    if (!hook.path("secret").asText().isEmpty()) {
      config.put("secret", "********");
    }
    return json;
  }
}
