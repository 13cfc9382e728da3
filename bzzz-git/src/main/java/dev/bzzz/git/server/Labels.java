package dev.bzzz.git.server;

import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;
import static io.javalin.http.HandlerType.PUT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.local.HostedIssue;
import dev.bzzz.git.local.HostedRecords;
import dev.bzzz.git.local.HostedRepository;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Labels: those of a repository, and those of an issue. */
final class Labels {
  private static final String RESOURCE = "Label";
  private static final int MAX_DESCRIPTION = 100;

  private final Events events;

  Labels(Events events) {
    this.events = events;
  }

  void routes(Api api) {
    api.of(
        GET,
        "/labels",
        (call, repository) -> {
          Views views = Views.of(call);
          Colours colours = colours(repository);
          call.page(all(repository, colours), name -> colours.view(views, repository.name(), name));
        });
    api.of(GET, "/labels/<name>", this::one);
    api.of(POST, "/labels", this::create);
    api.of(
        GET,
        "/issues/{number}/labels",
        (call, repository) -> ofIssue(call, repository, repository.issues().get(call.number())));
    api.of(
        POST,
        "/issues/{number}/labels",
        (call, repository) -> {
          List<String> more = new Fields(RESOURCE, call.json()).allNames("labels");
          change(call, repository, before -> with(before, more));
        });
    api.of(
        PUT,
        "/issues/{number}/labels",
        (call, repository) -> {
          List<String> only = new Fields(RESOURCE, call.json()).allNames("labels");
          change(call, repository, before -> only);
        });
    api.of(
        DELETE,
        "/issues/{number}/labels",
        (call, repository) -> {
          change(call, repository, before -> List.of());
          call.nothing();
        });
    api.of(
        DELETE,
        "/issues/{number}/labels/<name>",
        (call, repository) -> {
          String name = call.path("name");
          if (!repository.issues().get(call.number()).issue().labels().contains(name)) {
            throw ApiError.of(404, "Label does not exist");
          }
          change(
              call,
              repository,
              before -> before.stream().filter(each -> !each.equals(name)).toList());
        });
  }

  /** The colours and descriptions that a repository's labels were given. */
  record Colours(ObjectNode known) {
    ObjectNode view(Views views, RepositoryName repository, String label) {
      JsonNode given = known.path(label);
      return views.label(
          repository,
          label,
          given.path("color").asText(Views.GREY),
          given.path("description").asText(""));
    }

    void addTo(ArrayNode json, Views views, RepositoryName repository, Set<String> labels) {
      new TreeSet<>(labels).forEach(label -> json.add(view(views, repository, label)));
    }
  }

  static Colours colours(HostedRepository repository) {
    return new Colours(repository.records().read(HostedRecords.LABELS));
  }

  private static List<String> all(HostedRepository repository, Colours colours) {
    TreeSet<String> names = new TreeSet<>();
    repository.issues().list().forEach(each -> names.addAll(each.issue().labels()));
    colours.known().fieldNames().forEachRemaining(names::add);
    return List.copyOf(names);
  }

  private void one(Call call, HostedRepository repository) {
    Colours colours = colours(repository);
    String name = call.path("name");
    if (!all(repository, colours).contains(name)) {
      throw ApiError.notFound();
    }
    call.ok(colours.view(Views.of(call), repository.name(), name));
  }

  private void create(Call call, HostedRepository repository) {
    Fields fields = new Fields(RESOURCE, call.body());
    String name = fields.text("name");
    String colour = fields.optional("color").orElse(Views.GREY).replaceFirst("^#", "");
    String description = fields.optional("description").orElse("");
    if (!colour.matches("[0-9A-Fa-f]{6}")) {
      throw ApiError.invalid(RESOURCE, "color", "invalid");
    }
    if (description.length() > MAX_DESCRIPTION) {
      throw ApiError.invalid(RESOURCE, "description", "invalid");
    }
    dev.bzzz.core.repo.Labels.changed(Set.of(), Set.of(name), Set.of()); // checks the name
    repository
        .records()
        .change(
            HostedRecords.LABELS,
            call.login(),
            known -> {
              if (all(repository, new Colours(known)).contains(name)) {
                throw ApiError.invalid(RESOURCE, "name", "already_exists");
              }
              known.putObject(name).put("color", colour).put("description", description);
              return known;
            });
    call.created(colours(repository).view(Views.of(call), repository.name(), name));
  }

  /** A change of an issue's labels. */
  private interface Change {
    List<String> apply(List<String> before);
  }

  private void change(Call call, HostedRepository repository, Change change) {
    HostedIssue before = repository.issues().get(call.number());
    HostedIssue after =
        repository
            .issues()
            .edit(call.number(), call.login(), text -> text.labelled(change.apply(text.labels())));
    events.labels(call, repository, before, after);
    ofIssue(call, repository, after);
  }

  private static void ofIssue(Call call, HostedRepository repository, HostedIssue issue) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    colours(repository).addTo(json, Views.of(call), repository.name(), issue.issue().labels());
    call.ok(json);
  }

  private static List<String> with(Collection<String> labels, Collection<String> more) {
    List<String> all = new ArrayList<>(labels);
    all.addAll(more);
    return all;
  }
}
