package dev.bzzz.git.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.LowerHex;
import dev.bzzz.core.repo.Comment;
import dev.bzzz.core.repo.Issue;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How issues, comments and pull requests are written down in a repository. Every file is one line
 * of canonical JSON, with times in ISO 8601; longer texts are files of their own.
 *
 * <pre>
 * refs/bzzz/issues/3: issue.json          {"author":"ann","createdAt":"2026-11-22T15:00:00Z",
 *                                          "labels":["bzzz-task"],"number":3,"open":true,
 *                                          "pullRequest":false,"title":"Fix it",
 *                                          "updatedAt":"2026-11-22T15:00:00Z","v":1}
 *                     body.md             the text
 *                     comments/0001.json  {"author":"bob","body":"Done.",
 *                                          "createdAt":"2026-11-22T15:04:05Z","v":1}
 * refs/bzzz/pulls/4:  pull.json           {"base":"main","branch":"bzzz/3/t1","head":"5c1f…",
 *                                          "number":4,"v":1}; title and text are those of issue 4.
 *                                          Once a server has merged it also "merge":
 *                                          {"at":"2026-…","by":"ann","commit":"77ab…"}
 * </pre>
 */
final class IssueCodec {
  static final String ISSUE_FILE = "issue.json";
  static final String BODY_FILE = "body.md";
  static final String COMMENTS = "comments";
  static final String PULL_FILE = "pull.json";

  private static final String MERGE = "merge";
  private static final int VERSION = 1;

  private IssueCodec() {}

  /**
   * What {@value #ISSUE_FILE} and {@value #BODY_FILE} hold.
   *
   * @param pullRequest whether the number is that of a pull request
   */
  record Stored(Issue issue, boolean pullRequest) {}

  /** What {@value #PULL_FILE} holds. */
  record Pull(long number, String branch, String base, String head, Optional<Merge> merge) {}

  /** Which commit a server made of a pull request, which git alone may not tell. */
  record Merge(String commit, String by, Instant at) {}

  static String issue(Stored stored) {
    Issue issue = stored.issue();
    ObjectNode json = versioned();
    json.put("number", issue.number());
    json.put("title", issue.title());
    json.put("author", issue.author());
    json.put("open", issue.open());
    json.put("pullRequest", stored.pullRequest());
    json.put("createdAt", issue.createdAt().toString());
    json.put("updatedAt", issue.updatedAt().toString());
    new TreeSet<>(issue.labels()).forEach(json.putArray("labels")::add);
    return line(json);
  }

  /**
   * @throws IllegalArgumentException if the file is not what an issue of that number should hold
   */
  static Stored readIssue(long number, byte[] file, String body) {
    JsonNode json = object(file, 9);
    requireNumber(json, number);
    Set<String> labels = new LinkedHashSet<>();
    for (JsonNode label : field(json, "labels", JsonNode::isArray, "a list")) {
      if (!label.isTextual()) {
        throw new IllegalArgumentException("\"labels\" holds something other than strings");
      }
      labels.add(label.textValue());
    }
    Issue issue =
        new Issue(
            number,
            text(json, "title"),
            body,
            text(json, "author"),
            labels,
            flag(json, "open"),
            time(json, "createdAt"),
            time(json, "updatedAt"),
            List.of());
    return new Stored(issue, flag(json, "pullRequest"));
  }

  static String comment(Comment comment) {
    ObjectNode json = versioned();
    json.put("author", comment.author());
    json.put("body", comment.body());
    json.put("createdAt", comment.createdAt().toString());
    return line(json);
  }

  /**
   * @throws IllegalArgumentException if the file is not what a comment should hold
   */
  static Comment readComment(byte[] file) {
    JsonNode json = object(file, 4);
    return new Comment(text(json, "author"), text(json, "body"), time(json, "createdAt"));
  }

  static String pull(Pull pull) {
    ObjectNode json = versioned();
    json.put("number", pull.number());
    json.put("branch", pull.branch());
    json.put("base", pull.base());
    json.put("head", pull.head());
    pull.merge()
        .ifPresent(
            merge ->
                json.putObject(MERGE)
                    .put("commit", merge.commit())
                    .put("by", merge.by())
                    .put("at", merge.at().toString()));
    return line(json);
  }

  /**
   * @throws IllegalArgumentException if the file is not what a pull request should hold
   */
  static Pull readPull(byte[] file) {
    JsonNode json = object(file, 5, MERGE);
    long number = field(json, "number", JsonNode::canConvertToLong, "a number").longValue();
    if (number < 1) {
      throw new IllegalArgumentException("\"number\" is below 1");
    }
    return new Pull(
        number,
        text(json, "branch"),
        text(json, "base"),
        commit(json, "head"),
        json.has(MERGE)
            ? Optional.of(merge(field(json, MERGE, JsonNode::isObject, "an object")))
            : Optional.empty());
  }

  private static Merge merge(JsonNode json) {
    return new Merge(commit(json, "commit"), text(json, "by"), time(json, "at"));
  }

  private static String commit(JsonNode json, String name) {
    String commit = text(json, name);
    if (!LowerHex.is(commit, 40)) {
      throw new IllegalArgumentException("\"" + name + "\" is no commit id");
    }
    return commit;
  }

  /** The same text with unpaired surrogates replaced, which no file can hold. */
  static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  static Set<String> wellFormed(Set<String> texts) {
    return texts.stream().map(IssueCodec::wellFormed).collect(Collectors.toSet());
  }

  private static ObjectNode versioned() {
    return JsonNodeFactory.instance.objectNode().put("v", VERSION);
  }

  private static String line(ObjectNode json) {
    return new String(CanonicalJson.write(json), StandardCharsets.UTF_8) + "\n";
  }

  private static JsonNode object(byte[] file, int fields) {
    return object(file, fields, "");
  }

  /**
   * An object of this many fields.
   *
   * @param option name of a field that may be there in addition
   */
  private static JsonNode object(byte[] file, int fields, String option) {
    JsonNode json = CanonicalJson.read(file);
    if (!json.isObject()) {
      throw new IllegalArgumentException("not a JSON object");
    }
    JsonNode version = json.path("v");
    if (!version.isInt() || version.intValue() != VERSION) {
      throw new IllegalArgumentException("\"v\" is not " + VERSION + ": written by another Bzzz");
    }
    if (json.size() != fields + (json.has(option) ? 1 : 0)) {
      throw new IllegalArgumentException("has " + json.size() + " fields instead of " + fields);
    }
    return json;
  }

  private static void requireNumber(JsonNode json, long number) {
    if (field(json, "number", JsonNode::canConvertToLong, "a number").longValue() != number) {
      throw new IllegalArgumentException("\"number\" is not " + number);
    }
  }

  private static JsonNode field(
      JsonNode json, String name, Predicate<JsonNode> type, String expected) {
    JsonNode value = json.path(name);
    if (!type.test(value)) {
      throw new IllegalArgumentException("\"" + name + "\" is missing or not " + expected);
    }
    return value;
  }

  private static String text(JsonNode json, String name) {
    return field(json, name, JsonNode::isTextual, "a string").textValue();
  }

  private static boolean flag(JsonNode json, String name) {
    return field(json, name, JsonNode::isBoolean, "true or false").booleanValue();
  }

  private static Instant time(JsonNode json, String name) {
    try {
      return Instant.parse(text(json, name));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("\"" + name + "\" is no time", e);
    }
  }
}
