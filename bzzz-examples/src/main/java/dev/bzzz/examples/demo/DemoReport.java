package dev.bzzz.examples.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.Task;
import dev.bzzz.git.ledger.ClaimHistory;
import dev.bzzz.git.local.LocalForge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a demo ended, read back from its repositories and audit logs.
 *
 * @param tasks how many there are
 * @param published the pull requests, by repository and task
 * @param unpublished tasks without one, with what their claim says
 * @param doubles what must be zero
 */
public record DemoReport(
    int tasks, List<Published> published, List<String> unpublished, DoubleCheck doubles) {
  /** One published task. */
  record Published(
      Task task,
      PullRequest pullRequest,
      String agent,
      String head,
      String testsBefore,
      String testsAfter) {}

  static DemoReport read(DemoFolder folder, Logged logged) {
    List<Published> published = new ArrayList<>();
    List<String> unpublished = new ArrayList<>();
    DoubleCheck doubles = new DoubleCheck(0, 0);
    int tasks = 0;
    try (LocalForge forge = LocalForge.open(folder.forge(), "bzzz")) {
      for (Repository repository : forge.repositories()) {
        Map<Long, ClaimHistory> histories =
            ClaimHistory.read(repository, Verifier.ed25519()).stream()
                .collect(Collectors.toMap(each -> each.task().number(), each -> each));
        for (Task task : forge.tasks(repository.id(), TaskQuery.all())) {
          tasks++;
          ClaimHistory history =
              histories.getOrDefault(
                  task.id().number(), new ClaimHistory(task.id(), List.of(), Map.of()));
          List<PullRequest> found = pullRequests(forge, repository, history);
          doubles =
              doubles.plus(
                  DoubleCheck.of(history, logged.grants(task.ref().toString()), found.size()));
          Optional<Published> one = published(task, history, found, logged);
          one.ifPresentOrElse(published::add, () -> unpublished.add(standing(task, history)));
        }
      }
    }
    return new DemoReport(tasks, published, unpublished, doubles);
  }

  /** Whether every task was published, and none twice. */
  boolean allWell() {
    return published.size() == tasks && doubles.claims() == 0 && doubles.publishes() == 0;
  }

  ObjectNode json(int agents, Duration duration, Logged logged, DemoSetting setting) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("agents", agents);
    json.put("tasks", tasks);
    json.put("published", published.size());
    json.put("failed", tasks - published.size());
    json.put("doubleClaims", doubles.claims());
    json.put("doublePublishes", doubles.publishes());
    json.put("durationMs", duration.toMillis());
    json.putObject("claimLatencyMs")
        .put("p50", logged.latencyMillis(50))
        .put("p99", logged.latencyMillis(99));
    json.putObject("mesh").put("peers", logged.onMesh()).put("messages", logged.messages());
    json.put("sandbox", setting.sandbox());
    json.put("backend", setting.backend());
    json.put("directory", setting.directory().toString());
    var list = json.putArray("pullRequests");
    for (Published each : published) {
      list.addObject()
          .put("repository", each.task().ref().repository().toString())
          .put("task", each.task().ref().toString())
          .put("number", each.pullRequest().number())
          .put("branch", each.pullRequest().branch())
          .put("agent", each.agent())
          .put("head", each.head())
          .put("testsBefore", each.testsBefore())
          .put("testsAfter", each.testsAfter());
    }
    return json;
  }

  private static List<PullRequest> pullRequests(
      LocalForge forge, Repository repository, ClaimHistory history) {
    return history.branches().keySet().stream()
        .flatMap(branch -> forge.findPullRequest(repository.id(), branch).stream())
        .toList();
  }

  private static Optional<Published> published(
      Task task, ClaimHistory history, List<PullRequest> found, Logged logged) {
    Optional<ClaimRecord> done = last(history).filter(record -> record.state() == ClaimState.DONE);
    return done.flatMap(
        record ->
            found.stream()
                .filter(each -> each.branch().equals(record.work().branch()))
                .findFirst()
                .map(
                    each -> {
                      String head = record.work().head().orElseThrow();
                      return new Published(
                          task,
                          each,
                          logged.name(record.holder()),
                          head,
                          logged.tests(head, "before"),
                          logged.tests(head, "after"));
                    }));
  }

  private static Optional<ClaimRecord> last(ClaimHistory history) {
    List<SignedRecord> records = history.records();
    return records.isEmpty()
        ? Optional.empty()
        : Optional.of(records.get(records.size() - 1).record());
  }

  private static String standing(Task task, ClaimHistory history) {
    return task.ref()
        + ": "
        + last(history)
            .map(
                record ->
                    record.state() + record.reason().map(reason -> " because " + reason).orElse(""))
            .orElse("never claimed");
  }
}
