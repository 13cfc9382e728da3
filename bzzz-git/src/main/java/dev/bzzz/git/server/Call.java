package dev.bzzz.git.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.repo.RepositoryName;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One request to the API and the answer to it. Confined to one thread. */
final class Call {
  /** Largest body of a request, in bytes; git's are counted elsewhere. */
  static final int MAX_BODY_BYTES = 1 << 20;

  /** Most results on one page. */
  static final int MAX_PER_PAGE = 100;

  private static final int PER_PAGE = 30;
  private static final int MAX_PAGE = 1_000_000;
  private static final String JSON = "application/json; charset=utf-8";

  private final Context context;
  private final String login;
  private final Links links;

  Call(Context context, String login) {
    this.context = context;
    this.login = login;
    this.links = Links.of(context.req());
  }

  /** Who writes. */
  String login() {
    return login;
  }

  Links links() {
    return links;
  }

  /** A part of the path. */
  String path(String name) {
    return context.pathParam(name);
  }

  /** The repository that the path names. */
  RepositoryName repository() {
    try {
      return GitService.name(path("owner") + "/" + path("repo"));
    } catch (IllegalArgumentException e) {
      throw ApiError.notFound();
    }
  }

  /** The number of an issue or pull request in the path. */
  long number() {
    return number(path("number"));
  }

  /** A number of at most 15 digits; what is none is not found. */
  static long number(String text) {
    if (!text.matches("[1-9][0-9]{0,14}")) {
      throw ApiError.notFound();
    }
    return Long.parseLong(text);
  }

  Optional<String> query(String name) {
    return Optional.ofNullable(context.queryParam(name)).filter(value -> !value.isEmpty());
  }

  /** A time in the query. */
  Optional<Instant> time(String name) {
    try {
      return query(name).map(Instant::parse);
    } catch (DateTimeException e) {
      throw ApiError.invalid("Search", name, "invalid");
    }
  }

  /** A header of the request; empty when it is missing. */
  String header(String name) {
    String value = context.req().getHeader(name);
    return value == null ? "" : value;
  }

  /** The body, which must be a JSON object; an empty one counts as {@code {}}. */
  ObjectNode body() {
    JsonNode json = json();
    if (json instanceof ObjectNode object) {
      return object;
    }
    throw ApiError.of(400, "Body should be a JSON object");
  }

  /** The body as any JSON. */
  JsonNode json() {
    byte[] bytes;
    try {
      bytes = context.req().getInputStream().readNBytes(MAX_BODY_BYTES + 1);
    } catch (IOException e) {
      throw ApiError.of(400, "Problems reading the body");
    }
    if (bytes.length > MAX_BODY_BYTES) {
      throw ApiError.of(413, "The body is larger than " + MAX_BODY_BYTES + " bytes");
    }
    if (new String(bytes, StandardCharsets.ISO_8859_1).isBlank()) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      return CanonicalJson.read(bytes);
    } catch (IllegalArgumentException e) {
      throw ApiError.of(400, "Problems parsing JSON");
    }
  }

  /** Answers without a body. */
  void nothing() {
    context.status(204);
  }

  /** Answers with a new thing and its address. */
  void created(ObjectNode json) {
    context.header("Location", json.path("url").asText());
    send(201, json);
  }

  /** Answers with something new that has no address of its own. */
  void made(ObjectNode json) {
    send(201, json);
  }

  /** Answers with the bytes of a file. */
  void raw(byte[] bytes) {
    context.contentType("application/octet-stream").result(bytes);
  }

  /** Sends the client to the same resource of a repository that has another name today. */
  void moved(int status, RepositoryName today) {
    String former = links.repository(repository());
    String url = links.web() + context.path();
    String rest = url.startsWith(former) ? url.substring(former.length()) : "";
    String query = context.queryString() == null ? "" : "?" + context.queryString();
    context.header("Location", links.repository(today) + rest + query);
    JsonNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("message", status == 301 ? "Moved Permanently" : "Temporary Redirect")
            .put("url", links.repository(today) + rest);
    context.status(status).contentType(JSON).result(json.toString());
  }

  /** Answers with JSON, or with 304 when the client has that already. */
  void ok(JsonNode json) {
    send(200, json);
  }

  /** Answers with JSON that was last changed then. */
  void ok(JsonNode json, Instant changed) {
    context.header(
        "Last-Modified",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(changed.atZone(ZoneOffset.UTC)));
    send(200, json);
  }

  /**
   * Answers with one page of a list, and where the other pages are.
   *
   * @param view what is told of an item; a missing node leaves it out
   */
  <T> void page(List<T> all, Function<T, ? extends JsonNode> view) {
    int perPage = Math.min(MAX_PER_PAGE, Math.max(1, positive("per_page", PER_PAGE)));
    int page = Math.max(1, positive("page", 1));
    int last = Math.max(1, (all.size() + perPage - 1) / perPage);
    int from = (int) Math.min(all.size(), (page - 1L) * perPage);
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    all.subList(from, Math.min(all.size(), from + perPage))
        .forEach(
            each -> {
              JsonNode told = view.apply(each);
              if (!told.isMissingNode()) {
                json.add(told);
              }
            });
    List<String> others = new ArrayList<>();
    if (page > 1) {
      others.add(link(1, "first"));
      others.add(link(Math.min(page - 1, last), "prev"));
    }
    if (page < last) {
      others.add(link(page + 1, "next"));
      others.add(link(last, "last"));
    }
    if (!others.isEmpty()) {
      context.header("Link", String.join(", ", others));
    }
    ok(json);
  }

  private int positive(String name, int otherwise) {
    String text = query(name).orElse("");
    return text.matches("[0-9]{1,7}") ? Math.min(MAX_PAGE, Integer.parseInt(text)) : otherwise;
  }

  private String link(int page, String relation) {
    String query =
        context.queryString() == null
            ? ""
            : Arrays.stream(context.queryString().split("&"))
                .filter(each -> !each.startsWith("page=") && each.matches("[ -;=?-~]+"))
                .reduce("", (a, b) -> a + b + "&");
    return "<"
        + links.web()
        + context.path()
        + "?"
        + query
        + "page="
        + page
        + ">; rel=\""
        + relation
        + "\"";
  }

  private void send(int status, JsonNode json) {
    byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
    context.contentType(JSON);
    boolean read =
        context.req().getMethod().equals("GET") || context.req().getMethod().equals("HEAD");
    if (status == 200 && read) {
      String tag = "\"" + digest(bytes) + "\"";
      context.header("ETag", tag);
      context.header("Cache-Control", "private, max-age=0");
      String known = header("If-None-Match");
      if (Arrays.stream(known.split(",")).map(Call::strong).anyMatch(tag::equals)) {
        context.status(304);
        return;
      }
    }
    context.status(status).result(bytes);
  }

  private static String strong(String tag) {
    String plain = tag.strip();
    return plain.startsWith("W/") ? plain.substring(2) : plain;
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
