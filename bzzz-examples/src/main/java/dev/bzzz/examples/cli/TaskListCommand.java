package dev.bzzz.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "list", description = "List the tasks of a forge and where they stand.")
final class TaskListCommand extends BzzzCommand {
  private static final int TITLE_WIDTH = 60;

  @Mixin private final ForgeOptions forgeOptions;

  @Option(
      names = "--repository",
      paramLabel = "OWNER/NAME",
      converter = Converters.ForRepository.class,
      description = "only this repository; may be repeated")
  private List<RepositoryName> repositories = List.of();

  @Option(names = "--all", description = "closed tasks too")
  private boolean all;

  TaskListCommand(Map<String, String> environment) {
    this.forgeOptions = new ForgeOptions(environment);
  }

  @Override
  boolean tellsTroubles() {
    return true;
  }

  @Override
  Report execute() {
    try (ForgeOptions.Opened opened = forgeOptions.open();
        ClaimLedger ledger = opened.ledger()) {
      Overview overview = new Overview(opened.provider(), ledger);
      List<Repository> chosen =
          repositories.isEmpty()
              ? overview.repositories(opened.repositories())
              : repositories.stream().map(opened.provider()::repository).toList();
      List<Overview.Row> rows = overview.look(chosen, opened.dependencies(), all);
      overview.troubles().forEach(this::note);
      rows.forEach(row -> hints(row).forEach(this::note));
      return report(rows, overview.troubles());
    }
  }

  private static Report report(List<Overview.Row> rows, List<String> troubles) {
    var json = Json.object();
    var list = json.putArray("tasks");
    rows.forEach(row -> list.add(json(row)));
    var lost = json.putArray("troubles");
    troubles.forEach(lost::add);
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("TASK", "STATE", "PRIORITY", "SKILLS", "AGENT", "TITLE"));
    for (Overview.Row row : rows) {
      table.add(
          List.of(
              row.task().ref().toString(),
              state(row),
              String.valueOf(row.task().priority().level()),
              skills(row),
              row.holder().orElse("-"),
              Plain.abbreviated(row.task().title(), TITLE_WIDTH)
                  + row.waits().map(why -> " (" + why + ")").orElse("")));
    }
    return new Report(
        json,
        rows.isEmpty() ? List.of(none(troubles)) : Plain.table(table),
        troubles.isEmpty() ? CommandExit.DONE : CommandExit.FAILED);
  }

  private static String none(List<String> troubles) {
    return troubles.isEmpty()
        ? Launcher.asCalled("no tasks; 'bzzz task create' makes one")
        : "no tasks could be read";
  }

  /** What list and show have in common. */
  static ObjectNode json(Overview.Row row) {
    var json = Json.object();
    json.put("task", row.task().ref().toString())
        .put("id", row.task().id().toString())
        .put("repository", row.task().ref().repository().toString())
        .put("number", row.task().id().number())
        .put("title", row.task().title())
        .put("state", state(row))
        .put("priority", row.task().priority().level())
        .put("type", row.task().type());
    var skills = json.putArray("skills");
    row.task().skills().stream().sorted().map(Skill::name).forEach(skills::add);
    var dependsOn = json.putArray("dependsOn");
    row.task().dependsOn().forEach(ref -> dependsOn.add(ref.toString()));
    var unreadable = json.putArray("unreadable");
    row.task().troubles().forEach(trouble -> unreadable.add(trouble.text()));
    row.holder().ifPresent(name -> json.put("agent", name));
    row.waits().ifPresent(why -> json.put("waits", why));
    return json;
  }

  /** What of an open task cannot be read, beside what it waits for. */
  static List<String> hints(Overview.Row row) {
    return row.task().troubles().stream()
        .filter(trouble -> row.task().open() && !(trouble.blocking() && row.waits().isPresent()))
        .map(trouble -> "cannot read all of " + row.task().ref() + ": " + trouble.text())
        .toList();
  }

  static String state(Overview.Row row) {
    return row.state().name().toLowerCase(Locale.ROOT);
  }

  private static String skills(Overview.Row row) {
    return row.task().skills().isEmpty()
        ? "-"
        : row.task().skills().stream().sorted().map(Skill::name).collect(Collectors.joining(","));
  }
}
