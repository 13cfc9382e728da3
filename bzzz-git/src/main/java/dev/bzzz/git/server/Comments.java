package dev.bzzz.git.server;

import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.PATCH;
import static io.javalin.http.HandlerType.POST;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.repo.Comment;
import dev.bzzz.git.local.HostedIssue;
import dev.bzzz.git.local.HostedRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Comments on issues and pull requests. */
final class Comments {
  private static final String RESOURCE = "IssueComment";
  private static final long PER_ISSUE = Views.commentId(1, 0);

  private final Events events;

  Comments(Events events) {
    this.events = events;
  }

  void routes(Api api) {
    api.of(GET, "/issues/comments/{id}", this::one);
    api.of(PATCH, "/issues/comments/{id}", this::change);
    api.of(DELETE, "/issues/comments/{id}", this::delete);
    api.of(GET, "/issues/{number}/comments", this::list);
    api.of(POST, "/issues/{number}/comments", this::create);
  }

  /** A comment's place. */
  private record Place(long issue, int index) {
    static Place of(Call call) {
      long id = Call.number(call.path("id"));
      if (id < PER_ISSUE) {
        throw ApiError.notFound();
      }
      return new Place(id / PER_ISSUE, (int) (id % PER_ISSUE));
    }
  }

  private void list(Call call, HostedRepository repository) {
    long number = call.number();
    List<Comment> comments = repository.issues().get(number).issue().comments();
    Optional<Instant> since = call.time("since");
    List<Integer> found =
        IntStream.range(0, comments.size())
            .filter(i -> !HostedIssue.deleted(comments.get(i)))
            .filter(i -> since.isEmpty() || !comments.get(i).createdAt().isBefore(since.get()))
            .boxed()
            .toList();
    Views views = Views.of(call);
    call.page(found, i -> views.comment(repository.name(), number, i + 1, comments.get(i)));
  }

  private void one(Call call, HostedRepository repository) {
    Place place = Place.of(call);
    call.ok(view(call, repository, repository.issues().get(place.issue()), place));
  }

  private void change(Call call, HostedRepository repository) {
    Place place = Place.of(call);
    HostedIssue issue =
        repository.issues().changeComment(place.issue(), place.index(), call.login(), body(call));
    ObjectNode json = view(call, repository, issue, place);
    events.comment(call, repository, issue, new Events.Told("edited", json));
    call.ok(json);
  }

  private void delete(Call call, HostedRepository repository) {
    Place place = Place.of(call);
    ObjectNode json = view(call, repository, repository.issues().get(place.issue()), place);
    HostedIssue issue =
        repository.issues().deleteComment(place.issue(), place.index(), call.login());
    events.comment(call, repository, issue, new Events.Told("deleted", json));
    call.nothing();
  }

  private void create(Call call, HostedRepository repository) {
    HostedIssue issue = repository.issues().comment(call.number(), call.login(), body(call));
    Place place = new Place(call.number(), issue.issue().comments().size());
    ObjectNode json = view(call, repository, issue, place);
    events.comment(call, repository, issue, new Events.Told("created", json));
    call.created(json);
  }

  private static String body(Call call) {
    String body = new Fields(RESOURCE, call.body()).text("body");
    if (body.isBlank()) {
      throw ApiError.invalid(RESOURCE, "body", "missing_field");
    }
    return body;
  }

  private static ObjectNode view(
      Call call, HostedRepository repository, HostedIssue issue, Place place) {
    List<Comment> comments = issue.issue().comments();
    int index = place.index();
    if (index < 1 || index > comments.size() || HostedIssue.deleted(comments.get(index - 1))) {
      throw ApiError.notFound();
    }
    return Views.of(call).comment(repository.name(), place.issue(), index, comments.get(index - 1));
  }
}
