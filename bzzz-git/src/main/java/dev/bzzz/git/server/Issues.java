package dev.bzzz.git.server;

import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.PATCH;
import static io.javalin.http.HandlerType.POST;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueEvent;
import dev.bzzz.git.local.HostedIssue;
import dev.bzzz.git.local.HostedRepository;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Issues, with their assignees and what happened to them. Pull requests are among them. */
final class Issues {
  private static final String RESOURCE = "Issue";
  private static final Set<String> STATES = Set.of("open", "closed", "all");

  private final Events events;

  Issues(Events events) {
    this.events = events;
  }

  void routes(Api api) {
    api.of(GET, "/issues", this::list);
    api.of(
        GET,
        "/issues/{number}",
        (call, repository) -> {
          HostedIssue issue = repository.issues().get(call.number());
          call.ok(Views.of(call).issue(repository, issue), issue.issue().updatedAt());
        });
    api.of(POST, "/issues", this::create);
    api.of(
        PATCH,
        "/issues/{number}",
        (call, repository) ->
            call.ok(Views.of(call).issue(repository, patched(call, repository, events))));
    api.of(GET, "/issues/{number}/events", this::story);
    api.of(GET, "/issues/{number}/timeline", this::story);
    api.of(
        POST,
        "/issues/{number}/assignees",
        (call, repository) -> {
          List<String> more = assignees(call);
          HostedIssue after =
              repository
                  .issues()
                  .edit(
                      call.number(),
                      call.login(),
                      text -> text.assigned(joined(text.assignees(), more)));
          call.created(Views.of(call).issue(repository, after));
        });
    api.of(
        DELETE,
        "/issues/{number}/assignees",
        (call, repository) -> {
          List<String> fewer = assignees(call);
          HostedIssue after =
              repository
                  .issues()
                  .edit(
                      call.number(),
                      call.login(),
                      text ->
                          text.assigned(
                              text.assignees().stream()
                                  .filter(each -> !fewer.contains(each))
                                  .toList()));
          call.ok(Views.of(call).issue(repository, after));
        });
    api.of(
        GET,
        "/assignees",
        (call, repository) -> call.page(List.of(call.login()), Views.of(call)::user));
  }

  private static List<String> assignees(Call call) {
    return new Fields(RESOURCE, call.body()).names("assignees").orElse(List.of());
  }

  private static List<String> joined(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private void list(Call call, HostedRepository repository) {
    String state = call.query("state").orElse("open");
    if (!STATES.contains(state)) {
      throw ApiError.invalid(RESOURCE, "state", "invalid");
    }
    Set<String> labels =
        call.query("labels").stream()
            .flatMap(all -> Arrays.stream(all.split(",")))
            .map(String::strip)
            .filter(label -> !label.isEmpty())
            .collect(Collectors.toSet());
    Optional<Instant> since = call.time("since");
    Optional<String> creator = call.query("creator");
    Optional<String> assignee = call.query("assignee").filter(each -> !each.equals("*"));
    List<HostedIssue> found =
        repository.issues().list().stream()
            .filter(each -> each.issue().labels().containsAll(labels))
            .filter(each -> since.isEmpty() || !each.issue().updatedAt().isBefore(since.get()))
            .filter(each -> creator.isEmpty() || creator.get().equals(each.issue().author()))
            .filter(each -> assignee.isEmpty() || assigned(each, assignee.get()))
            .filter(each -> state.equals("all") || isOpen(repository, each) == state.equals("open"))
            .sorted(order(call))
            .toList();
    Views views = Views.of(call);
    call.page(found, each -> views.issue(repository, repository.issues().withBody(each)));
  }

  private static boolean assigned(HostedIssue issue, String assignee) {
    return assignee.equals("none")
        ? issue.assignees().isEmpty()
        : issue.assignees().contains(assignee);
  }

  private static boolean isOpen(HostedRepository repository, HostedIssue issue) {
    return issue.issue().open() && !repository.pulls().merged(issue);
  }

  private static Comparator<HostedIssue> order(Call call) {
    Comparator<Issue> order =
        switch (call.query("sort").orElse("created")) {
          case "updated" -> Comparator.comparing(Issue::updatedAt);
          case "created" -> Comparator.comparing(Issue::createdAt);
          case "comments" -> Comparator.comparing(each -> 0);
          default -> throw ApiError.invalid(RESOURCE, "sort", "invalid");
        };
    Comparator<HostedIssue> whole = Comparator.comparing(HostedIssue::issue, order);
    if (call.query("sort").filter("comments"::equals).isPresent()) {
      whole = Comparator.comparingInt(HostedIssue::comments);
    }
    whole = whole.thenComparing(each -> each.issue().number());
    return call.query("direction").filter("asc"::equals).isPresent() ? whole : whole.reversed();
  }

  private void create(Call call, HostedRepository repository) {
    Fields fields = new Fields(RESOURCE, call.body());
    HostedIssue.Text text =
        new HostedIssue.Text(
            fields.text("title").strip(),
            fields.optional("body").orElse(""),
            true,
            fields.names("labels").orElse(List.of()),
            fields.names("assignees").orElse(List.of()));
    if (text.title().isEmpty()) {
      throw ApiError.invalid(RESOURCE, "title", "missing_field");
    }
    HostedIssue issue = repository.issues().create(text, call.login());
    ObjectNode json = Views.of(call).issue(repository, issue);
    events.issue(call, repository, "opened", issue);
    call.created(json);
  }

  /** The issue or the text of the pull request in the path, changed as the body says. */
  static HostedIssue patched(Call call, HostedRepository repository, Events events) {
    Fields fields = new Fields(RESOURCE, call.body());
    Optional<String> title = fields.optional("title");
    Optional<String> body =
        fields.json().path("body").isNull() ? Optional.of("") : fields.optional("body");
    Optional<String> state = fields.optional("state");
    Optional<List<String>> labels = fields.names("labels");
    Optional<List<String>> assignees = fields.names("assignees");
    if (state.filter(each -> !each.equals("open") && !each.equals("closed")).isPresent()) {
      throw ApiError.invalid(RESOURCE, "state", "invalid");
    }
    HostedIssue before = repository.issues().get(call.number());
    HostedIssue after =
        repository
            .issues()
            .edit(
                call.number(),
                call.login(),
                text ->
                    new HostedIssue.Text(
                        title.orElse(text.title()),
                        body.orElse(text.body()),
                        state.map("open"::equals).orElse(text.open()),
                        labels.orElse(text.labels()),
                        assignees.orElse(text.assignees())));
    events.changed(call, repository, before, after);
    return after;
  }

  private void story(Call call, HostedRepository repository) {
    Views views = Views.of(call);
    Labels.Colours colours = Labels.colours(repository);
    call.page(
        repository.issues().events(call.number()),
        event -> {
          ObjectNode json = JsonNodeFactory.instance.objectNode();
          json.put("id", Views.id("event", event.id()))
              .put("node_id", event.id())
              .put(
                  "url",
                  call.links().repository(repository.name())
                      + "/issues/events/"
                      + Views.id("event", event.id()))
              .put("event", event.kind() == IssueEvent.Kind.REOPENED ? "reopened" : "unlabeled")
              .put("created_at", Views.time(event.at()))
              .putNull("commit_id");
          json.putNull("actor"); // commits tell, but only of who ran the server
          if (event.kind() == IssueEvent.Kind.UNLABELLED) {
            json.set("label", colours.view(views, repository.name(), event.label()));
          }
          return json;
        });
  }
}
