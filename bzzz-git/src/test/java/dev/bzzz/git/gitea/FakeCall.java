package dev.bzzz.git.gitea;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.bzzz.git.http.FakeHost.Asked;
import dev.bzzz.git.http.FakeHost.Reply;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One request to a {@link FakeGitea}, taken apart strictly. */
record FakeCall(String verb, List<String> path, Map<String, String> query, JsonNode body) {
  /** What a new installation gives at most on a page: {@code [api] MAX_RESPONSE_ITEMS}. */
  static final int MAX_ITEMS = 50;

  private static final int DEFAULT_ITEMS = 30;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** An answer that is an error. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;

    Refused(int status, String message) {
      super(message);
      this.status = status;
    }

    Reply reply() {
      return Reply.json(
          status,
          JsonNodeFactory.instance
              .objectNode()
              .put("message", getMessage())
              .put("url", "http://localhost/api/swagger")
              .toString());
    }
  }

  static Refused notFound() {
    return new Refused(404, "The target couldn't be found.");
  }

  static FakeCall of(Asked asked, String prefix) {
    URI url = URI.create(asked.path());
    if (!url.getRawPath().startsWith(prefix + "/")) {
      throw notFound();
    }
    List<String> path =
        Arrays.stream(url.getRawPath().substring(prefix.length() + 1).split("/", -1))
            .map(FakeCall::decoded)
            .toList();
    Map<String, String> query = new LinkedHashMap<>();
    if (url.getRawQuery() != null) {
      for (String each : url.getRawQuery().split("&")) {
        String[] pair = each.split("=", 2);
        query.put(decoded(pair[0]), decoded(pair[1]));
      }
    }
    return new FakeCall(asked.verb(), path, query, body(asked));
  }

  private static JsonNode body(Asked asked) {
    if (asked.body().isEmpty()) {
      return MissingNode.getInstance();
    }
    if (!asked.header("content-type").equals("application/json")) {
      throw new Refused(422, "Empty Content-Type");
    }
    try {
      return JSON.readTree(asked.body());
    } catch (JsonProcessingException e) {
      throw new Refused(422, e.getOriginalMessage());
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** Whether it is this; {@code *} stands for one part, {@code **} for the rest. */
  boolean is(String verbAndPath) {
    String[] parts = verbAndPath.split(" ", 2);
    List<String> pattern = List.of(parts[1].split("/"));
    boolean open = pattern.get(pattern.size() - 1).equals("**");
    int least = open ? pattern.size() - 1 : pattern.size();
    if (!verb.equals(parts[0]) || path.size() < least || !open && path.size() > least) {
      return false;
    }
    for (int i = 0; i < least; i++) {
      if (!pattern.get(i).equals("*") && !pattern.get(i).equals(path.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The rest of the path from a part on. */
  String rest(int from) {
    return String.join("/", path.subList(from, path.size()));
  }

  long number(int part) {
    if (!path.get(part).matches("\\d{1,15}")) {
      throw notFound();
    }
    return Long.parseLong(path.get(part));
  }

  /** Refuses parameters that the documentation does not know, which the real one would ignore. */
  FakeCall knows(String... parameters) {
    Set<String> unknown = new TreeSet<>(query.keySet());
    unknown.removeAll(Arrays.asList(parameters));
    if (!unknown.isEmpty()) {
      throw new Refused(422, "fake: unknown parameters " + unknown);
    }
    return this;
  }

  /** The body, if it has the required fields and none but these; {@code !} marks required ones. */
  JsonNode fields(String... names) {
    Set<String> unknown = new TreeSet<>();
    body.fieldNames().forEachRemaining(unknown::add);
    for (String name : names) {
      String plain = name.replace("!", "");
      unknown.remove(plain);
      if (name.endsWith("!") && body.path(plain).asText("").isBlank()) {
        throw new Refused(422, "[" + plain + "]: Required");
      }
    }
    if (!unknown.isEmpty()) {
      throw new Refused(422, "fake: unknown fields " + unknown);
    }
    return body;
  }

  /** One page of a list, with the headers that most lists have. */
  Reply page(List<? extends JsonNode> all, URI api) {
    int last = Math.max(1, (all.size() + limit() - 1) / limit());
    Reply reply = Reply.json(200, cut(all).toString()).with("X-Total-Count", all.size());
    if (last == 1) {
      return reply;
    }
    String first = "<" + link(api, 1) + ">; rel=\"first\"";
    return number() < last
        ? reply.with("Link", "<" + link(api, number() + 1) + ">; rel=\"next\"," + first)
        : reply.with("Link", first);
  }

  ArrayNode cut(List<? extends JsonNode> all) {
    ArrayNode page = JsonNodeFactory.instance.arrayNode();
    int from = Math.min(all.size(), (number() - 1) * limit());
    page.addAll(all.subList(from, Math.min(all.size(), from + limit())));
    return page;
  }

  private int number() {
    return Integer.parseInt(query.getOrDefault("page", "1"));
  }

  private int limit() {
    String limit = query.getOrDefault("limit", Integer.toString(DEFAULT_ITEMS));
    return Math.min(MAX_ITEMS, Integer.parseInt(limit));
  }

  private String link(URI api, int page) {
    StringBuilder link = new StringBuilder(api + "/" + String.join("/", path) + "?page=" + page);
    query.forEach(
        (name, value) -> link.append(name.equals("page") ? "" : "&" + name + "=" + value));
    return link.toString();
  }
}
