package dev.bzzz.git.server;

import static io.javalin.http.HandlerType.GET;
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
    api.of(GET, "/issues/{number}/comments", this::list);
    api.of(POST, "/issues/{number}/comments", this::create);
  }

  private void list(Call call, HostedRepository repository) {
    long number = call.number();
    List<Comment> comments = repository.issues().get(number).issue().comments();
    Optional<Instant> since = call.time("since");
    List<Integer> found =
        IntStream.range(0, comments.size())
            .filter(i -> since.isEmpty() || !comments.get(i).createdAt().isBefore(since.get()))
            .boxed()
            .toList();
    Views views = Views.of(call);
    call.page(found, i -> views.comment(repository.name(), number, i + 1, comments.get(i)));
  }

  private void one(Call call, HostedRepository repository) {
    long id = Call.number(call.path("id"));
    if (id < PER_ISSUE) {
      throw ApiError.notFound();
    }
    int index = (int) (id % PER_ISSUE);
    List<Comment> comments = repository.issues().get(id / PER_ISSUE).issue().comments();
    if (index < 1 || index > comments.size()) {
      throw ApiError.notFound();
    }
    call.ok(
        Views.of(call).comment(repository.name(), id / PER_ISSUE, index, comments.get(index - 1)));
  }

  private void create(Call call, HostedRepository repository) {
    String body = new Fields(RESOURCE, call.body()).text("body");
    if (body.isBlank()) {
      throw ApiError.invalid(RESOURCE, "body", "missing_field");
    }
    HostedIssue issue = repository.issues().comment(call.number(), call.login(), body);
    int index = issue.issue().comments().size();
    Comment comment = issue.issue().comments().get(index - 1);
    ObjectNode json = Views.of(call).comment(repository.name(), call.number(), index, comment);
    events.comment(call, repository, issue, json);
    call.created(json);
  }
}
