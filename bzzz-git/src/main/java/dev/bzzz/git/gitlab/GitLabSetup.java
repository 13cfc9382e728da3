package dev.bzzz.git.gitlab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.PlainText;
import dev.bzzz.core.repo.HostInfo;
import dev.bzzz.core.repo.LabelDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.http.HostAnswer;
import dev.bzzz.git.http.HostClient;
import dev.bzzz.git.http.HostRequest;
import dev.bzzz.git.http.Patience;
import java.util.Optional;

/** Makes and removes groups, projects and labels. Safe for use by many threads. */
final class GitLabSetup {
  private static final String SOFTWARE = "GitLab";
  private static final String BRANCH = "main";
  private static final String TAKEN = "taken";

  private final HostClient client;
  private final GitLabProjects projects;
  private final Patience patience;

  GitLabSetup(HostClient client, GitLabProjects projects, Patience patience) {
    this.patience = patience;
    this.client = client;
    this.projects = projects;
  }

  HostInfo host() {
    String action = "find out what this host is";
    JsonNode version = client.send(HostRequest.get(action, "version")).json().path("version");
    JsonNode login = client.send(HostRequest.get(action, "user")).json().path("username");
    return new HostInfo(SOFTWARE, line(version), line(login));
  }

  private static String line(JsonNode text) {
    return PlainText.line(text.asText(""), HostInfo.MAX_LENGTH);
  }

  /** A user is an owner as well. */
  void createOwner(String owner) {
    if (send(namespace(owner).accepting(404)).status() != 404) {
      return;
    }
    String action = "create the group " + owner;
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", owner).put("path", owner);
    HostAnswer answer = send(HostRequest.post(action, body, "groups").accepting(400));
    if (answer.status() == 400 && send(namespace(owner).accepting(404)).status() == 404) {
      throw refused(action, answer, "choose another name");
    }
  }

  Repository createRepository(RepositoryName name) {
    HostAnswer known = send(GitLabProjects.request(name).accepting(404));
    if (known.status() != 404) {
      return withCommit(known);
    }
    HostAnswer owner = send(namespace(name.owner()).accepting(404));
    if (owner.status() == 404) {
      throw new NotFound(
          "cannot create the project "
              + name
              + ": there is no group or user "
              + name.owner()
              + " that this token sees; create the group first");
    }
    String action = "create the project " + name;
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", name.name())
            .put("path", name.name())
            .put("namespace_id", owner.json().path("id").asLong())
            .put("initialize_with_readme", true)
            .put("default_branch", BRANCH);
    HostRequest request = HostRequest.post(action, body, "projects").accepting(400);
    return withCommit(patience.until(action, () -> created(name, request)));
  }

  /** Empty while a project of that name is deleted, which GitLab does in the background. */
  private Optional<HostAnswer> created(RepositoryName name, HostRequest request) {
    HostAnswer answer = send(request);
    if (answer.status() == 400 && !answer.problem().contains(TAKEN)) {
      throw refused(request.action(), answer, "correct it");
    }
    return Optional.of(send(GitLabProjects.request(name).accepting(404)))
        .filter(project -> project.status() != 404);
  }

  /** GitLab may answer before the first commit is there, and people make empty projects. */
  private Repository withCommit(HostAnswer project) {
    Repository repository = projects.named(project);
    if (project.json().path("empty_repo").asBoolean(false)) {
      String branch = repository.defaultBranch();
      ObjectNode body =
          JsonNodeFactory.instance
              .objectNode()
              .put("branch", branch)
              .put("commit_message", "Begin");
      body.putArray("actions")
          .addObject()
          .put("action", "create")
          .put("file_path", "README.md")
          .put("content", "# " + repository.name().name() + "\n");
      String action = "write the first commit of " + repository.name();
      Project at = projects.project(repository);
      HostAnswer answer =
          send(HostRequest.post(action, body, at.path("repository", "commits")).accepting(400));
      HostRequest begun =
          HostRequest.get(action, at.path("repository", "branches", branch)).accepting(404);
      if (answer.status() == 400 && send(begun).status() == 404) {
        throw refused(action, answer, "push one yourself");
      }
    }
    return repository;
  }

  void createLabel(Project project, LabelDraft label) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", label.name())
            .put("color", "#" + label.colour())
            .put("description", label.description());
    String action = "create a label in " + project.name();
    HostRequest request = HostRequest.post(action, body, project.path("labels"));
    HostAnswer answer = send(request.accepting(400, 409));
    boolean there = answer.status() == 409 || answer.problem().contains(TAKEN);
    if (answer.status() == 400 && !there) {
      throw refused(action, answer, "choose another name");
    }
  }

  /** Where deleted projects are kept for some days, it is deleted for good. */
  void deleteRepository(RepositoryName name) {
    HostAnswer known = send(GitLabProjects.request(name).accepting(404));
    if (known.status() == 404) {
      return;
    }
    Object number = known.json().path("id").asLong();
    String action = "delete the project " + name;
    if (!GitLabJson.toBeDeleted(known.json())) {
      send(HostRequest.delete(action, "projects", number).accepting(404));
    }
    HostAnswer kept = send(HostRequest.get(action, "projects", number).accepting(404));
    if (kept.status() != 404 && GitLabJson.toBeDeleted(kept.json())) {
      String path = kept.json().path("path_with_namespace").asText();
      send(
          HostRequest.delete(action, "projects", number)
              .query("permanently_remove", true)
              .query("full_path", path)
              .accepting(400, 403, 404)); // it is gone by this name all the same
    }
  }

  private static HostRequest namespace(String owner) {
    return HostRequest.get("find the group or user " + owner, "namespaces", owner);
  }

  private HostAnswer send(HostRequest request) {
    return client.send(request);
  }

  private static PermanentException refused(String action, HostAnswer answer, String advice) {
    return new PermanentException("cannot " + action + ": " + answer.problem() + "; " + advice);
  }
}
