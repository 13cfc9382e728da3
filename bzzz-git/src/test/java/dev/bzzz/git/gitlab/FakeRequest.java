package dev.bzzz.git.gitlab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a {@link FakeGitLab} is asked; refuses whatever the documentation does not name. */
record FakeRequest(String verb, List<String> path, Map<String, String> query, JsonNode body) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> PAGING = Set.of("page", "per_page");

  /** An answer that is an error. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final int status;
    final transient JsonNode body;

    Refused(int status, JsonNode body) {
      super(body.toString());
      this.status = status;
      this.body = body;
    }
  }

  static Refused refused(int status, String message) {
    return new Refused(status, JsonNodeFactory.instance.objectNode().put("message", message));
  }

  static FakeRequest of(HttpExchange exchange, String root) throws IOException {
    String verb = exchange.getRequestMethod();
    String raw = exchange.getRequestURI().getRawPath();
    if (!raw.startsWith(root + "/")) {
      throw refused(404, "404 Not Found");
    }
    List<String> path =
        Arrays.stream(raw.substring(root.length() + 1).split("/", -1))
            .map(FakeRequest::decoded)
            .toList();
    Map<String, String> query = new TreeMap<>();
    String text = exchange.getRequestURI().getRawQuery();
    for (String each : text == null ? new String[0] : text.split("&")) {
      String[] parts = each.split("=", 2);
      query.put(decoded(parts[0]), decoded(parts[1]));
    }
    byte[] bytes = exchange.getRequestBody().readAllBytes();
    boolean json = "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"));
    if (bytes.length > 0 != json || json && (verb.equals("GET") || verb.equals("DELETE"))) {
      throw refused(415, "The provided content-type is not supported.");
    }
    return new FakeRequest(
        verb, path, query, json ? JSON.readTree(bytes) : MissingNode.getInstance());
  }

  /** What the request is, with a star for each name and number, such as {@code GET projects/*}. */
  String shape() {
    StringBuilder shape = new StringBuilder(verb);
    for (int i = 0; i < path.size(); i++) {
      boolean branch = i > 2 && path.get(i - 1).equals("branches");
      boolean value = i == 1 || branch || path.get(i).matches("\\d+");
      shape.append(i == 0 ? ' ' : '/').append(value ? "*" : path.get(i));
    }
    return shape.toString();
  }

  /** Allows these parameters and fields; one with a star has to be there. */
  FakeRequest takes(String... names) {
    Set<String> allowed = new TreeSet<>(PAGING);
    for (String each : names) {
      String name = each.replace("*", "");
      allowed.add(name);
      if (each.endsWith("*") && !query.containsKey(name) && !body.has(name)) {
        throw bad(name + " is missing");
      }
    }
    Set<String> given = new TreeSet<>(query.keySet());
    body.fieldNames().forEachRemaining(given::add);
    given.removeAll(allowed);
    if (!given.isEmpty()) {
      throw bad(given + " is not known here");
    }
    return this;
  }

  private static Refused bad(String error) {
    return new Refused(400, JsonNodeFactory.instance.objectNode().put("error", error));
  }

  long number(int at) {
    return Long.parseLong(path.get(at));
  }

  String text(String field) {
    JsonNode value = body.path(field);
    if (!value.isMissingNode() && !value.isTextual()) {
      throw bad(field + " is invalid");
    }
    return value.asText("");
  }

  int page(String name, int unsaid) {
    return Integer.parseInt(query.getOrDefault(name, Integer.toString(unsaid)));
  }

  static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
