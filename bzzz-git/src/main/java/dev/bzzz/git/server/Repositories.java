package dev.bzzz.git.server;

import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.PATCH;
import static io.javalin.http.HandlerType.POST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.bzzz.core.BzzzException;
import dev.bzzz.core.Conflict;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.local.BranchWriter;
import dev.bzzz.git.local.HostedForge;
import dev.bzzz.git.local.HostedRepository;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repositories: those of the user, and those of organisations, which need not be made. */
final class Repositories {
  private static final String RESOURCE = "Repository";
  private static final String DEFAULT_BRANCH = "main";
  private static final Logger LOG = LoggerFactory.getLogger(Repositories.class);

  private final HostedForge forge;

  Repositories(HostedForge forge) {
    this.forge = forge;
  }

  void routes(Api api) {
    api.on(GET, "/user/repos", call -> list(call, name -> true));
    api.on(POST, "/user/repos", call -> create(call, call.login()));
    api.on(POST, "/orgs/{org}/repos", call -> create(call, call.path("org")));
    api.on(
        GET,
        "/orgs/{org}/repos",
        call -> list(call, name -> name.owner().equals(call.path("org"))));
    api.on(
        GET,
        "/users/{user}/repos",
        call -> list(call, name -> name.owner().equals(call.path("user"))));
    api.of(GET, "", (call, repository) -> call.ok(Views.of(call).repository(repository)));
    api.of(PATCH, "", this::change);
    api.of(
        DELETE,
        "",
        (call, repository) -> {
          forge.delete(repository.name());
          call.nothing();
        });
  }

  private void list(Call call, Predicate<RepositoryName> wanted) {
    List<RepositoryName> names = forge.names().stream().filter(wanted).toList();
    Views views = Views.of(call);
    call.page(names, name -> view(views, name)); // only those of the page are opened
  }

  /** Missing for one that cannot be read. */
  private JsonNode view(Views views, RepositoryName name) {
    try (HostedRepository repository = forge.open(name)) {
      return views.repository(repository);
    } catch (BzzzException e) {
      LOG.warn("left out a repository: {}", e.getMessage());
      return MissingNode.getInstance();
    }
  }

  private void create(Call call, String owner) {
    Fields fields = new Fields(RESOURCE, call.body());
    RepositoryName name;
    try {
      name = new RepositoryName(owner, fields.text("name"));
    } catch (IllegalArgumentException e) {
      throw ApiError.invalid(RESOURCE, "name", "invalid");
    }
    boolean begin = fields.flag("auto_init").orElse(false);
    try {
      forge.forge().createRepository(name, DEFAULT_BRANCH);
    } catch (Conflict e) {
      throw new ApiError(
          422,
          "Repository creation failed.",
          List.of(
              new ApiError.Detail(
                  RESOURCE,
                  Optional.of("name"),
                  "custom",
                  Optional.of("name already exists on this account"))));
    }
    try (HostedRepository repository = forge.open(name)) {
      if (begin) {
        begin(repository, call.login());
      }
      call.created(Views.of(call).repository(repository));
    }
  }

  /** A first commit, so that there is a branch to work on. */
  private static void begin(HostedRepository repository, String login) {
    byte[] readme = ("# " + repository.name().name() + "\n").getBytes(StandardCharsets.UTF_8);
    new BranchWriter(repository.name(), repository.git().getDirectory().toPath())
        .commit(
            DEFAULT_BRANCH,
            Optional.empty(),
            new BranchWriter.Change(Map.of("README.md", readme), Set.of()),
            new BranchWriter.Entry(login, login + "@bzzz", Instant.now(), "Initial commit"));
  }

  private void change(Call call, HostedRepository repository) {
    Fields fields = new Fields(RESOURCE, call.body());
    RepositoryName name = repository.name();
    RepositoryName wanted = fields.optional("name").map(each -> named(name, each)).orElse(name);
    fields.flag("archived").ifPresent(repository.records()::archive);
    if (!wanted.equals(name)) {
      rename(name, wanted);
    }
    try (HostedRepository again = forge.open(wanted)) {
      call.ok(Views.of(call).repository(again));
    }
  }

  private static RepositoryName named(RepositoryName of, String name) {
    try {
      return new RepositoryName(of.owner(), name);
    } catch (IllegalArgumentException e) {
      throw ApiError.invalid(RESOURCE, "name", "invalid");
    }
  }

  private void rename(RepositoryName from, RepositoryName to) {
    try {
      forge.rename(from, to);
    } catch (Conflict e) {
      throw ApiError.invalid(RESOURCE, "name", "already_exists");
    }
  }
}
