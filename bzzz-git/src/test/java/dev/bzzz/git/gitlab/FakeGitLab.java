package dev.bzzz.git.gitlab;

import static dev.bzzz.git.gitlab.FakeRequest.refused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bzzz.git.gitlab.FakeRequest.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A fake of GitLab on this machine, in memory, written from the REST API's documentation of version
 * 17.9 (pages Projects, Namespaces, Groups, Issues, Notes, Labels, Merge requests, Branches,
 * Commits, Resource state events, Resource label events, Pagination) and with the delayed deletion
 * of 18.0.
 *
 * <p>It refuses parameters, fields and types it does not know. It has no git, one user who may do
 * everything, no sub-groups, no limits, decides at once whether something can be merged, and
 * executes no quick actions.
 */
final class FakeGitLab implements AutoCloseable {
  static final String TOKEN = "glpat-of-the-fake";

  private static final String ROOT = "/gitlab/api/v4";
  private static final int DEFAULT_PAGE = 20;
  private static final int MAX_PAGE = 100;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Map<String, Long> namespaces = new TreeMap<>(Map.of("ann", 1L));
  private final Map<Long, FakeProject> projects = new TreeMap<>();
  private long lastId = 100;
  private long lastMillis;

  private FakeGitLab(HttpServer server) {
    this.server = server;
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  static FakeGitLab start() {
    try {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      return new FakeGitLab(HttpServer.create(new InetSocketAddress(loopback, 0), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address of its API, below a path of its own. */
  URI url() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + ROOT);
  }

  /** Every request with its status and whether it was conditional, oldest first. */
  List<String> asked() {
    return asked;
  }

  /** A project of that name, to look at and to change behind its back. */
  synchronized FakeProject project(String path) {
    return find(path);
  }

  long nextId() {
    return ++lastId;
  }

  /** A new moment with every call, as GitLab writes it. */
  String now() {
    lastMillis = Math.max(System.currentTimeMillis(), lastMillis + 1);
    return java.time.Instant.ofEpochMilli(lastMillis).toString();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    try (exchange) {
      int status = 500;
      try {
        requireLogin(exchange);
        FakeRequest asks = FakeRequest.of(exchange, ROOT);
        status = answer(exchange, asks);
      } catch (Refused e) {
        status = e.status;
        send(exchange, status, e.body);
      } finally {
        asked.add(status + " " + request);
      }
    }
  }

  private static void requireLogin(HttpExchange exchange) {
    if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      throw refused(401, "401 Unauthorized");
    }
  }

  private int answer(HttpExchange exchange, FakeRequest asks) throws IOException {
    JsonNode json;
    synchronized (this) {
      json = answer(asks);
    }
    int status =
        switch (asks.verb()) {
          case "POST" -> 201;
          case "DELETE" -> 202;
          default -> 200;
        };
    if (json.isArray()) {
      json = page(exchange, asks, (ArrayNode) json);
    }
    if (asks.verb().equals("GET")) {
      String tag = "W/\"" + Integer.toHexString(json.toString().hashCode()) + "\"";
      exchange.getResponseHeaders().set("ETag", tag);
      if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
        exchange.sendResponseHeaders(304, -1);
        return 304;
      }
    }
    send(exchange, status, json);
    return status;
  }

  private static void send(HttpExchange exchange, int status, JsonNode json) throws IOException {
    byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private JsonNode page(HttpExchange exchange, FakeRequest asks, ArrayNode all) {
    int size = Math.min(asks.page("per_page", DEFAULT_PAGE), MAX_PAGE);
    int page = asks.page("page", 1);
    ArrayNode some = JsonNodeFactory.instance.arrayNode();
    for (int i = (page - 1) * size; i < Math.min(page * size, all.size()); i++) {
      some.add(all.get(i));
    }
    int pages = Math.max(1, (all.size() + size - 1) / size);
    var headers = exchange.getResponseHeaders();
    headers.set("X-Total", Integer.toString(all.size()));
    headers.set("X-Next-Page", page < pages ? Integer.toString(page + 1) : "");
    List<String> links = new ArrayList<>();
    if (page < pages) {
      links.add(link(exchange, page + 1, "next"));
    }
    links.add(link(exchange, 1, "first"));
    links.add(link(exchange, pages, "last"));
    headers.set("Link", String.join(", ", links));
    return some;
  }

  private String link(HttpExchange exchange, int page, String rel) {
    String asked = exchange.getRequestURI().toString().replaceAll("([?&])page=\\d+&?", "$1");
    String path = asked.substring(ROOT.length());
    return "<"
        + url()
        + path
        + (path.contains("?") ? "&" : "?")
        + "page="
        + page
        + ">; rel=\""
        + rel
        + "\"";
  }

  private JsonNode answer(FakeRequest asks) {
    return switch (asks.shape()) {
      case "GET version" -> object().put("version", "17.9.2").put("revision", "fake");
      case "GET user" -> object().put("id", 1).put("username", "ann").put("state", "active");
      case "GET namespaces/*" -> namespace(asks.path().get(1));
      case "POST groups" -> group(asks.takes("name*", "path*"));
      case "GET projects" -> list(asks.takes("membership", "order_by", "sort"));
      case "POST projects" ->
          create(
              asks.takes(
                  "name*", "path", "namespace_id", "initialize_with_readme", "default_branch"));
      case "GET projects/*" -> find(asks.path().get(1)).json();
      case "DELETE projects/*" -> delete(asks.takes("permanently_remove", "full_path"));
      default -> find(asks.path().get(1)).answer(asks);
    };
  }

  private FakeProject find(String key) {
    return projects.values().stream()
        .filter(each -> each.path.equals(key) || Long.toString(each.id).equals(key))
        .findFirst()
        .orElseThrow(() -> refused(404, "404 Project Not Found"));
  }

  private JsonNode namespace(String path) {
    if (!namespaces.containsKey(path)) {
      throw refused(404, "404 Namespace Not Found");
    }
    return object().put("id", namespaces.get(path)).put("full_path", path).put("kind", "group");
  }

  private JsonNode group(FakeRequest asks) {
    if (namespaces.containsKey(asks.text("path"))) {
      throw refused(400, "Failed to save group {:path=>[\"has already been taken\"]}");
    }
    namespaces.put(asks.text("path"), nextId());
    return namespace(asks.text("path"));
  }

  private JsonNode list(FakeRequest asks) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    projects.values().forEach(each -> all.add(each.json()));
    return all;
  }

  private JsonNode create(FakeRequest asks) {
    String owner =
        namespaces.entrySet().stream()
            .filter(each -> each.getValue() == asks.body().path("namespace_id").asLong())
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow(() -> refused(404, "404 Namespace Not Found"));
    String path = owner + "/" + asks.text("path");
    if (projects.values().stream().anyMatch(each -> each.path.equals(path))) {
      ObjectNode body = object();
      body.putObject("message").putArray("path").add("has already been taken");
      throw new Refused(400, body);
    }
    FakeProject project = new FakeProject(this, nextId(), path);
    projects.put(project.id, project);
    if (asks.body().path("initialize_with_readme").asBoolean()) {
      project.commit(asks.text("default_branch"));
    }
    return project.json();
  }

  private JsonNode delete(FakeRequest asks) {
    FakeProject project = find(asks.path().get(1));
    if (project.deleted && asks.query().getOrDefault("full_path", "").equals(project.path)) {
      projects.remove(project.id);
    } else if (project.deleted) {
      throw refused(400, "Project has already been marked for deletion");
    } else {
      project.deleted = true;
      project.path += "-deletion_scheduled-" + project.id;
    }
    return object().put("message", "202 Accepted");
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
