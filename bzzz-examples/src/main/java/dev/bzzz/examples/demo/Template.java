package dev.bzzz.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.local.BranchWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One of the demo's repositories as it is packed in the jar.
 *
 * @param history its history, oldest first
 * @param issues its issues, in the order of their numbers
 */
record Template(
    RepositoryName name,
    String defaultBranch,
    List<BranchWriter.Step> history,
    List<Draft> issues) {
  static final String OWNER = "bzzz-demo";

  private static final List<String> NAMES =
      List.of(
          "bzzz-coordination-platform",
          "bzzz-p2p-system",
          "distributed-ai-development",
          "infrastructure-automation");

  record Draft(String title, String author, String body, Set<String> labels) {}

  /** All four. */
  static List<Template> all() {
    return NAMES.stream().map(Template::load).toList();
  }

  /** The recorded model. */
  static byte[] script() {
    return resource("script.json");
  }

  private static Template load(String name) {
    JsonNode root = CanonicalJson.read(resource(name + "/repository.json"));
    List<BranchWriter.Step> history = new ArrayList<>();
    for (JsonNode commit : root.get("commits")) {
      Map<String, byte[]> put = new LinkedHashMap<>();
      String folder = name + "/commits/" + commit.get("folder").textValue() + "/";
      strings(commit.get("files")).forEach(file -> put.put(file, resource(folder + file)));
      history.add(
          new BranchWriter.Step(
              new BranchWriter.Change(put, strings(commit.get("remove"))),
              new BranchWriter.Entry(
                  text(commit, "author"),
                  text(commit, "email"),
                  Instant.parse(text(commit, "date")),
                  text(commit, "subject") + "\n\n" + text(commit, "body") + "\n")));
    }
    List<Draft> issues = new ArrayList<>();
    for (JsonNode issue : root.get("issues")) {
      issues.add(
          new Draft(
              text(issue, "title"),
              text(issue, "author"),
              text(issue, "body"),
              strings(issue.get("labels"))));
    }
    return new Template(
        new RepositoryName(OWNER, name), text(root, "defaultBranch"), history, issues);
  }

  private static String text(JsonNode node, String field) {
    return node.get(field).textValue();
  }

  private static Set<String> strings(JsonNode array) {
    Set<String> strings = new LinkedHashSet<>();
    array.forEach(element -> strings.add(element.textValue()));
    return strings;
  }

  private static byte[] resource(String path) {
    try (InputStream in = Template.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new AssertionError("the jar lacks the demo's file " + path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the demo's file " + path, e);
    }
  }
}
