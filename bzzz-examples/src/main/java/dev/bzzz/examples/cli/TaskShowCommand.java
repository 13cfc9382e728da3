package dev.bzzz.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.repo.Comment;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.task.TaskRef;
import dev.bzzz.core.task.TaskState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Show a task: its issue, its claim, its pull request.")
final class TaskShowCommand extends BzzzCommand {
  /** The mark by which a comment is made once only. */
  private static final Pattern HIDDEN = Pattern.compile("\\s*<!-- bzzz:[^\\n>]* -->\\s*$");

  @Mixin private final ForgeOptions forgeOptions;

  @Parameters(
      paramLabel = "OWNER/NAME#N",
      index = "0",
      converter = Converters.ForTask.class,
      description = "the task")
  private @Nullable TaskRef wanted;

  TaskShowCommand(Map<String, String> environment) {
    this.forgeOptions = new ForgeOptions(environment);
  }

  @Override
  boolean tellsTroubles() {
    return true;
  }

  @Override
  Report execute() {
    TaskRef ref = Objects.requireNonNull(wanted, "picocli requires it");
    try (ForgeOptions.Opened opened = forgeOptions.open();
        ClaimLedger ledger = opened.ledger()) {
      RepositoryProvider forge = opened.provider();
      Repository repository = forge.repository(ref.repository());
      TaskId issueId = new TaskId(repository.id(), ref.number());
      Issue issue = forge.issue(issueId);
      // All that the configuration names, or all there are, because dependencies cross them.
      Overview overview = new Overview(forge, ledger);
      Set<RepositoryName> names = new LinkedHashSet<>(opened.repositories());
      if (!names.isEmpty()) {
        names.add(repository.name());
      }
      Overview.Row row =
          overview.look(overview.repositories(names), opened.dependencies(), true).stream()
              .filter(each -> each.task().id().equals(issueId)) // by a former name, too
              .findFirst()
              .orElseThrow(() -> noTask(forge.task(issueId).ref()));
      List<String> troubles = overview.troubles();
      troubles.forEach(this::note);
      TaskListCommand.hints(row).forEach(this::note);
      return report(row, issue, pullRequest(forge, row), troubles);
    }
  }

  /** Of an issue; that a number is a pull request's is what the forge says. */
  private static NotFound noTask(TaskRef ref) {
    return new NotFound(
        "cannot show "
            + ref
            + ": the issue is no task, it lacks the label bzzz-task; add the label");
  }

  private static Optional<PullRequest> pullRequest(RepositoryProvider forge, Overview.Row row) {
    return row.record()
        .flatMap(
            record -> forge.findPullRequest(row.task().id().repository(), record.work().branch()));
  }

  private static Report report(
      Overview.Row row, Issue issue, Optional<PullRequest> pull, List<String> troubles) {
    var json = TaskListCommand.json(row);
    List<String> lines = new ArrayList<>();
    lines.add(row.task().ref() + "  " + row.task().title());
    lines.add(
        TaskListCommand.state(row)
            + row.holder().map(name -> ", agent " + name).orElse("")
            + ", priority "
            + row.task().priority().level()
            + ", labels "
            + String.join(", ", issue.labels().stream().sorted().toList()));
    row.waits().ifPresent(lines::add);
    row.record().ifPresent(record -> claim(record, json, lines));
    pull.ifPresent(
        found -> {
          String state = found.state().name().toLowerCase(Locale.ROOT);
          json.putObject("pullRequest").put("number", found.number()).put("state", state);
          lines.add("pull request #" + found.number() + ", " + state);
        });
    json.put("body", issue.body());
    lines.add("");
    lines.addAll(Plain.lines(issue.body()));
    comments(issue, json, lines);
    var lost = json.putArray("troubles");
    troubles.forEach(lost::add);
    boolean known = row.state() != TaskState.UNKNOWN;
    return new Report(json, lines, known ? CommandExit.DONE : CommandExit.FAILED);
  }

  private static void claim(ClaimRecord record, ObjectNode json, List<String> lines) {
    var claim = json.putObject("claim");
    claim
        .put("state", record.state().name())
        .put("term", record.term())
        .put("attempt", record.attempt())
        .put("holder", record.holder().value())
        .put("branch", record.work().branch())
        .put("base", record.work().base());
    record.work().head().ifPresent(head -> claim.put("head", head));
    record.reason().ifPresent(reason -> claim.put("reason", reason));
    lines.add(
        "claim "
            + record.state()
            + " term "
            + record.term()
            + record.work().head().map(head -> published(record, head)).orElse("")
            + record.reason().map(reason -> ": " + reason).orElse(""));
  }

  private static void comments(Issue issue, ObjectNode json, List<String> lines) {
    var comments = json.putArray("comments");
    for (Comment comment : issue.comments()) {
      comments
          .addObject()
          .put("author", comment.author())
          .put("at", comment.createdAt().toString())
          .put("body", comment.body());
      lines.add("");
      lines.add("--- " + comment.author() + ", " + comment.createdAt());
      lines.addAll(Plain.lines(HIDDEN.matcher(comment.body()).replaceAll("")));
    }
  }

  /** There is a branch only once there is something on it. */
  private static String published(ClaimRecord record, String head) {
    return ", branch " + record.work().branch() + " at " + head;
  }
}
