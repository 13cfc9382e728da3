package dev.bzzz.git.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One request to a host's API. Immutable.
 *
 * <pre>{@code
 * HostRequest.get("list the issues of " + name, "repos", name.owner(), name.name(), "issues")
 *     .query("state", "all")
 *     .query("per_page", 100);
 * }</pre>
 *
 * @param verb such as {@code GET}
 * @param action what it is for, behind "cannot" in errors
 * @param path behind the API's address, encoded, with its query; or an address of the same origin
 * @param body sent as JSON
 * @param accepted statuses from 400 on that are an answer and no error
 */
public record HostRequest(
    String verb, String action, String path, Optional<JsonNode> body, Set<Integer> accepted) {
  /** Copies the set. */
  public HostRequest {
    accepted = Set.copyOf(accepted);
  }

  /** Reads; each part of the path is encoded, slashes in it too. */
  public static HostRequest get(String action, Object... path) {
    return new HostRequest("GET", action, joined(path), Optional.empty(), Set.of());
  }

  /** Creates. */
  public static HostRequest post(String action, JsonNode body, Object... path) {
    return new HostRequest("POST", action, joined(path), Optional.of(body), Set.of());
  }

  /** Changes. */
  public static HostRequest patch(String action, JsonNode body, Object... path) {
    return new HostRequest("PATCH", action, joined(path), Optional.of(body), Set.of());
  }

  /** Replaces. */
  public static HostRequest put(String action, JsonNode body, Object... path) {
    return new HostRequest("PUT", action, joined(path), Optional.of(body), Set.of());
  }

  /** Removes. */
  public static HostRequest delete(String action, Object... path) {
    return new HostRequest("DELETE", action, joined(path), Optional.empty(), Set.of());
  }

  /** The same with one more parameter. */
  public HostRequest query(String name, Object value) {
    String separator = path.contains("?") ? "&" : "?";
    return to(path + separator + encoded(name) + "=" + encoded(value));
  }

  /** The same, for which these statuses are answers too. */
  public HostRequest accepting(Integer... statuses) {
    Set<Integer> all = new TreeSet<>(accepted);
    all.addAll(Arrays.asList(statuses));
    return new HostRequest(verb, action, path, body, all);
  }

  /** The same to another place of the same host. */
  HostRequest at(URI url) {
    return to(url.toString());
  }

  boolean reads() {
    return verb.equals("GET");
  }

  private HostRequest to(String other) {
    return new HostRequest(verb, action, other, body, accepted);
  }

  private static String joined(Object... parts) {
    return Arrays.stream(parts)
        .peek(HostRequest::requireName)
        .map(each -> "/" + encoded(each))
        .collect(Collectors.joining());
  }

  private static void requireName(Object part) {
    String text = part.toString();
    if (text.isEmpty() || text.equals(".") || text.equals("..")) {
      throw new IllegalArgumentException("part of a path cannot be '" + text + "'");
    }
  }

  /** Also for paths, where a plus would be one. */
  private static String encoded(Object part) {
    String encoded = URLEncoder.encode(part.toString(), StandardCharsets.UTF_8);
    return encoded.replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
  }
}
