package dev.bzzz.git.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.local.HostedForge;
import dev.bzzz.git.local.HostedIssue;
import dev.bzzz.git.local.HostedPull;
import dev.bzzz.git.local.HostedRepository;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.transport.ReceiveCommand;

/**
 * Tells webhooks what was changed through this server; changes that others make in the folder are
 * not told. Safe for use by many threads.
 */
final class Events implements PushListener {
  private final HostedForge forge;
  private final HookSender sender;
  private final String login;

  Events(HostedForge forge, HookSender sender, String login) {
    this.forge = forge;
    this.sender = sender;
    this.login = login;
  }

  /** An issue was changed; pull requests have events of their own. */
  void issue(Call call, HostedRepository repository, String action, HostedIssue issue) {
    issue(call, repository, JsonNodeFactory.instance.objectNode().put("action", action), issue);
  }

  private void issue(
      Call call, HostedRepository repository, ObjectNode payload, HostedIssue issue) {
    if (sender.nobodyListens(repository)) {
      return;
    }
    Views views = Views.of(call);
    if (issue.pullRequest()) {
      pull(views, repository, payload, repository.pulls().get(issue.issue().number()));
      return;
    }
    payload.set("issue", views.issue(repository, issue));
    send(views, repository, "issues", payload);
  }

  /** An issue is now another than it was. */
  void changed(Call call, HostedRepository repository, HostedIssue before, HostedIssue after) {
    if (before.issue().open() != after.issue().open()) {
      issue(call, repository, after.issue().open() ? "reopened" : "closed", after);
    }
    if (!before.issue().title().equals(after.issue().title())
        || !before.issue().body().equals(after.issue().body())) {
      issue(call, repository, "edited", after);
    }
    labels(call, repository, before, after);
  }

  /** Labels of an issue were added and removed. */
  void labels(Call call, HostedRepository repository, HostedIssue before, HostedIssue after) {
    Set<String> added = new TreeSet<>(after.issue().labels());
    added.removeAll(before.issue().labels());
    Set<String> removed = new TreeSet<>(before.issue().labels());
    removed.removeAll(after.issue().labels());
    added.forEach(each -> issue(call, repository, labelled("labeled", each), after));
    removed.forEach(each -> issue(call, repository, labelled("unlabeled", each), after));
  }

  /** What was done to a comment, and how it looks; as before when it was deleted. */
  record Told(String action, JsonNode comment) {}

  /** A comment was made, changed or deleted. */
  void comment(Call call, HostedRepository repository, HostedIssue issue, Told told) {
    if (sender.nobodyListens(repository)) {
      return;
    }
    Views views = Views.of(call);
    ObjectNode payload = JsonNodeFactory.instance.objectNode().put("action", told.action());
    payload.set("issue", views.issue(repository, issue));
    payload.set("comment", told.comment());
    send(views, repository, "issue_comment", payload);
  }

  private static ObjectNode labelled(String action, String label) {
    ObjectNode payload = JsonNodeFactory.instance.objectNode().put("action", action);
    payload.putObject("label").put("name", label);
    return payload;
  }

  /** A pull request was opened, closed, merged or changed. */
  void pull(Call call, HostedRepository repository, String action, HostedPull pull) {
    if (!sender.nobodyListens(repository)) {
      ObjectNode payload = JsonNodeFactory.instance.objectNode().put("action", action);
      pull(Views.of(call), repository, payload, pull);
    }
  }

  private void pull(Views views, HostedRepository repository, ObjectNode payload, HostedPull pull) {
    payload.put("number", pull.number());
    payload.set("pull_request", views.pull(repository, pull));
    send(views, repository, "pull_request", payload);
  }

  /** A branch or tag was moved through the API. */
  void moved(Call call, HostedRepository repository, ReceiveCommand move) {
    push(call.links(), repository, move);
  }

  @Override
  public void pushed(Links links, RepositoryName name, Collection<ReceiveCommand> moves) {
    try (HostedRepository repository = forge.open(name)) {
      moves.forEach(move -> push(links, repository, move));
    }
  }

  /** As on GitHub, only branches and tags are told: claims and the like concern nobody else. */
  private void push(Links links, HostedRepository repository, ReceiveCommand move) {
    String ref = move.getRefName();
    boolean told = ref.startsWith(Constants.R_HEADS) || ref.startsWith(Constants.R_TAGS);
    if (!told || sender.nobodyListens(repository)) {
      return;
    }
    ObjectNode payload =
        JsonNodeFactory.instance
            .objectNode()
            .put("ref", ref)
            .put("before", move.getOldId().name())
            .put("after", move.getNewId().name())
            .put("created", move.getType() == ReceiveCommand.Type.CREATE)
            .put("deleted", move.getType() == ReceiveCommand.Type.DELETE);
    payload.putObject("pusher").put("name", login);
    payload.putArray("commits");
    send(new Views(links), repository, "push", payload);
  }

  private void send(Views views, HostedRepository repository, String event, ObjectNode payload) {
    payload.set("repository", views.repository(repository));
    payload.set("sender", views.user(login));
    sender.send(repository, event, payload);
  }
}
