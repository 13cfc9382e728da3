package dev.bzzz.git.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.Conflict;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.PlainText;
import dev.bzzz.core.repo.HostInfo;
import dev.bzzz.core.repo.LabelDraft;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.http.HostAnswer;
import dev.bzzz.git.http.HostClient;
import dev.bzzz.git.http.HostRequest;

/** Sets up owners and repositories. Safe for use by many threads. */
final class GitHubAdmin {
  private final HostClient client;

  GitHubAdmin(HostClient client) {
    this.client = client;
  }

  HostInfo host() {
    HostAnswer meta =
        client.send(HostRequest.get("ask the host what it is", "meta").accepting(401, 404));
    String version = meta.json().path("installed_version").asText("");
    String software = meta.json().path("server").asText("GitHub");
    return new HostInfo(
        PlainText.line(software, HostInfo.MAX_LENGTH),
        PlainText.line(version, HostInfo.MAX_LENGTH),
        PlainText.line(login("ask whose token this is"), HostInfo.MAX_LENGTH));
  }

  /** GitHub has no call for it that everybody may use. */
  void createOwner(String owner) {
    String action = "find the organisation " + owner;
    if (login(action).equalsIgnoreCase(owner)) {
      return;
    }
    HostAnswer answer = client.send(HostRequest.get(action, "orgs", owner).accepting(404));
    if (answer.status() == 404) {
      throw new NotFound(
          "cannot " + action + ": there is none; create it on the host's own pages first");
    }
  }

  /** The repository as the host describes it. */
  JsonNode createRepository(RepositoryName name) {
    String action = "create the repository " + name;
    HostRequest read = HostRequest.get(action, "repos", name.owner(), name.name()).accepting(404);
    HostAnswer known = client.send(read);
    if (known.status() != 404) {
      return known.json();
    }
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", name.name())
            .put("private", true)
            .put("auto_init", true);
    HostRequest create =
        login(action).equalsIgnoreCase(name.owner())
            ? HostRequest.post(action, body, "user", "repos")
            : HostRequest.post(action, body, "orgs", name.owner(), "repos");
    HostAnswer answer = client.send(create.accepting(422));
    if (answer.status() != 422) {
      return answer.json();
    }
    HostAnswer again = client.send(read); // somebody was quicker
    if (again.status() == 404) {
      throw new PermanentException(
          "cannot " + action + ": " + answer.problem() + "; choose another name");
    }
    return again.json();
  }

  void createLabel(RepositoryName name, LabelDraft label) {
    String action = "create the label " + label.name() + " in " + name;
    JsonNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", label.name())
            .put("color", label.colour())
            .put("description", label.description());
    Object[] labels = {"repos", name.owner(), name.name(), "labels"};
    HostAnswer answer = client.send(HostRequest.post(action, body, labels).accepting(422));
    if (answer.status() == 422) {
      Object[] one = {"repos", name.owner(), name.name(), "labels", label.name()};
      if (client.send(HostRequest.get(action, one).accepting(404)).status() == 404) {
        throw new PermanentException(
            "cannot " + action + ": " + answer.problem() + "; choose another name");
      }
    }
  }

  void mergePullRequest(RepositoryName name, long number, String head) {
    String action = "merge pull request " + number + " of " + name;
    Object[] pull = {"repos", name.owner(), name.name(), "pulls", number};
    PullRequest before = GitHubJson.pull(client.send(HostRequest.get(action, pull)).json());
    if (before.state() == PullRequest.State.MERGED) {
      return;
    }
    JsonNode body =
        JsonNodeFactory.instance.objectNode().put("sha", head).put("merge_method", "merge");
    Object[] merge = {"repos", name.owner(), name.name(), "pulls", number, "merge"};
    HostAnswer answer = client.send(HostRequest.put(action, body, merge).accepting(405, 409, 422));
    if (answer.status() >= 300) {
      throw new Conflict(
          "cannot " + action + " at " + head + ": " + answer.problem() + "; look at it again");
    }
  }

  void deleteRepository(RepositoryName name) {
    client.send(
        HostRequest.delete("delete the repository " + name, "repos", name.owner(), name.name())
            .accepting(404));
  }

  private String login(String action) {
    return client.send(HostRequest.get(action, "user")).json().path("login").asText("");
  }
}
