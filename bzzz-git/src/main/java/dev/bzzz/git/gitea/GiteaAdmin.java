package dev.bzzz.git.gitea;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.Conflict;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.PlainText;
import dev.bzzz.core.repo.HostInfo;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.http.HostAnswer;
import dev.bzzz.git.http.HostClient;
import dev.bzzz.git.http.HostRequest;
import dev.bzzz.git.http.Patience;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Sets up owners and repositories. Safe for use by many threads. */
final class GiteaAdmin {
  /** Forgejo tells which Gitea it is compatible with, behind its own version. */
  private static final String COMPATIBLE = "+gitea-";

  private static final String BRANCH = "main";

  /** What Gitea answers as long as it looks whether a pull request can be merged. */
  private static final String CHECKING = "try again later";

  private final HostClient client;
  private final Patience patience;

  GiteaAdmin(HostClient client, Patience patience) {
    this.client = client;
    this.patience = patience;
  }

  HostInfo host() {
    String version =
        client
            .send(HostRequest.get("ask the host what it is", "version"))
            .json()
            .path("version")
            .asText("");
    HostAnswer user =
        client.send(HostRequest.get("ask whose token this is", "user").accepting(401));
    return new HostInfo(
        version.contains(COMPATIBLE) ? "Forgejo" : "Gitea",
        PlainText.line(version, HostInfo.MAX_LENGTH),
        PlainText.line(user.json().path("login").asText(""), HostInfo.MAX_LENGTH));
  }

  void createOwner(String owner) {
    String action = "create the organisation " + owner;
    if (isUser(owner, action) || isOrganisation(owner, action)) {
      return;
    }
    JsonNode body =
        JsonNodeFactory.instance.objectNode().put("username", owner).put("visibility", "private");
    HostAnswer answer = client.send(HostRequest.post(action, body, "orgs").accepting(409, 422));
    if (answer.status() >= 300 && !isOrganisation(owner, action)) {
      throw new PermanentException(
          "cannot " + action + ": " + answer.problem() + "; choose another name");
    }
  }

  /** The repository as the host describes it. */
  JsonNode createRepository(RepositoryName name) {
    String action = "create the repository " + name;
    HostAnswer known = read(name, action);
    if (known.status() == 404) {
      ObjectNode body =
          JsonNodeFactory.instance
              .objectNode()
              .put("name", name.name())
              .put("private", true)
              .put("auto_init", true)
              .put("default_branch", BRANCH);
      HostRequest request =
          isUser(name.owner(), action)
              ? HostRequest.post(action, body, "user", "repos")
              : HostRequest.post(action, body, "orgs", name.owner(), "repos");
      if (client.send(request.accepting(404, 409)).status() == 404) {
        throw new NotFound(
            "cannot "
                + action
                + ": there is no organisation "
                + name.owner()
                + "; create it first");
      }
      known = read(name, action);
    }
    if (known.status() == 404) {
      throw new NotFound("cannot " + action + ": it is not there; look at the host's own log");
    }
    if (known.json().path("empty").asBoolean(false)) {
      begin(name, known.json().path("default_branch").asText(BRANCH), action);
    }
    return known.json();
  }

  private HostAnswer read(RepositoryName name, String action) {
    return client.send(HostRequest.get(action, Place.in(name)).accepting(404));
  }

  private void begin(RepositoryName name, String branch, String action) {
    byte[] text = ("# " + name.name() + "\n").getBytes(StandardCharsets.UTF_8);
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("content", Base64.getEncoder().encodeToString(text))
            .put("message", "Begin")
            .put("branch", branch);
    client.send(HostRequest.post(action, body, Place.in(name, "contents", "README.md")));
  }

  void mergePullRequest(RepositoryName name, long number, String head) {
    String action = "merge pull request " + number + " of " + name;
    if (isMerged(name, number, head, action)) {
      return;
    }
    JsonNode body =
        JsonNodeFactory.instance.objectNode().put("Do", "merge").put("head_commit_id", head);
    HostRequest request =
        HostRequest.post(action, body, Place.in(name, "pulls", number, "merge")).accepting(405);
    patience.until(
        action,
        () -> {
          HostAnswer answer = client.send(request);
          if (answer.status() != 405 || isMerged(name, number, head, action)) {
            return Optional.of(true);
          }
          if (answer.problem().toLowerCase(Locale.ROOT).contains(CHECKING)) {
            return Optional.empty();
          }
          throw new PermanentException(
              "cannot " + action + ": " + answer.problem() + "; look at the pull request");
        });
  }

  private boolean isMerged(RepositoryName name, long number, String head, String action) {
    JsonNode json = client.send(HostRequest.get(action, Place.in(name, "pulls", number))).json();
    PullRequest pull = GiteaJson.pull(json);
    if (pull.state() == PullRequest.State.MERGED) {
      return true;
    }
    if (pull.state() == PullRequest.State.CLOSED) {
      throw new Conflict("cannot " + action + ": it is closed; open it again first");
    }
    if (!pull.head().equals(head)) {
      throw new Conflict(
          "cannot "
              + action
              + ": its branch is at "
              + pull.head()
              + ", not at "
              + head
              + "; look at what is new first");
    }
    return false;
  }

  void deleteRepository(RepositoryName name) {
    client.send(HostRequest.delete("delete the repository " + name, Place.in(name)).accepting(404));
  }

  private boolean isUser(String owner, String action) {
    JsonNode user = client.send(HostRequest.get(action, "user")).json();
    return user.path("login").asText("").equalsIgnoreCase(owner);
  }

  private boolean isOrganisation(String owner, String action) {
    return client.send(HostRequest.get(action, "orgs", owner).accepting(404)).status() != 404;
  }
}
