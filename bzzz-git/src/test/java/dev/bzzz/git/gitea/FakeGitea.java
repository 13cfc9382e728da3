package dev.bzzz.git.gitea;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.Secret;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.gitea.FakeCall.Refused;
import dev.bzzz.git.http.FakeHost;
import dev.bzzz.git.http.FakeHost.Asked;
import dev.bzzz.git.http.FakeHost.Reply;
import dev.bzzz.git.http.HostOptions;
import dev.bzzz.git.http.RepositoryIdSource;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A Gitea on this machine for tests: a fake, written from the public description of the API of
 * Gitea 1.22 (swagger, version v1) and what is documented of its habits. It keeps everything in
 * memory and refuses what the description does not know.
 *
 * <p>It has one user, whose token may do everything. It has no git (branches are names with
 * commits), no organisation's labels, no milestones, assignees, reviews, forks, hooks, protected
 * branches, scopes of tokens or asynchronous checks whether a pull request can be merged.
 */
final class FakeGitea implements AutoCloseable {
  static final String TOKEN = "0123456789abcdef0123456789abcdef01234567";
  static final String LOGIN = "ann";

  private static final String PREFIX = "/api/v1";

  private final FakeHost host = FakeHost.start();
  private final Map<String, FakeRepository> repositories = new TreeMap<>();
  private final Map<String, String> renamed = new TreeMap<>();
  private final Set<String> organisations = new TreeSet<>();
  private long ids;

  FakeGitea() {
    host.answers(this::answer);
  }

  URI api() {
    return URI.create("http://localhost:" + host.url().getPort() + PREFIX);
  }

  /** What it was asked so far. */
  List<Asked> asked() {
    return host.asked();
  }

  /** A provider for it, with a login. */
  GiteaProvider provider() {
    return GiteaProvider.builder(HostOptions.builder(api()).token(Secret.fixed(TOKEN)), idSource())
        .build();
  }

  /** Ids in memory, as git would keep them. */
  RepositoryIdSource idSource() {
    return new RepositoryIdSource() {
      @Override
      public Optional<RepositoryId> find(RepositoryName name, URI gitUrl) {
        return repository(name).bzzzId(false);
      }

      @Override
      public RepositoryId ensure(RepositoryName name, URI gitUrl) {
        return repository(name).bzzzId(true).orElseThrow();
      }
    };
  }

  synchronized FakeRepository create(RepositoryName name) {
    organisations.add(name.owner());
    FakeRepository repository = new FakeRepository(this, name, nextId());
    repositories.put(name.toString(), repository);
    return repository;
  }

  synchronized FakeRepository repository(RepositoryName name) {
    FakeRepository found = repositories.get(name.toString());
    if (found == null) {
      throw FakeCall.notFound();
    }
    return found;
  }

  /** Renames a repository as people do; the old name leads to the new one. */
  synchronized void rename(RepositoryName from, RepositoryName to) {
    FakeRepository repository = repositories.remove(from.toString());
    repository.name = to;
    repositories.put(to.toString(), repository);
    renamed.put(from.toString(), to.toString());
  }

  synchronized long nextId() {
    return ++ids;
  }

  @Override
  public void close() {
    host.close();
  }

  private synchronized Reply answer(Asked asked) {
    try {
      if (!asked.header("authorization").equals("token " + TOKEN)) {
        throw new Refused(401, "token is required");
      }
      FakeCall call = FakeCall.of(asked, PREFIX);
      if (call.path().get(0).equals("repos") && call.path().size() >= 3) {
        return inRepository(call, asked.path());
      }
      return elsewhere(call);
    } catch (Refused e) {
      return e.reply();
    }
  }

  private Reply inRepository(FakeCall call, String path) {
    String name = call.path().get(1) + "/" + call.path().get(2);
    String now = renamed.get(name);
    if (now != null) {
      return new Reply(307, "", List.of("Location", path.replaceFirst(name, now)));
    }
    FakeRepository repository = repository(RepositoryName.parse(name));
    if (!call.verb().equals("GET") && repository.archived) {
      throw new Refused(423, "Repo is archived");
    }
    if (call.is("DELETE repos/*/*")) {
      repositories.remove(name);
      return new Reply(204, "", List.of());
    }
    return repository.answer(call);
  }

  private Reply elsewhere(FakeCall call) {
    if (call.is("GET version")) {
      return Reply.json(200, "{\"version\":\"1.22.3\"}");
    }
    if (call.is("GET user")) {
      return Reply.json(200, "{\"id\":1,\"login\":\"" + LOGIN + "\",\"is_admin\":false}");
    }
    if (call.is("GET user/repos")) {
      call.knows("page", "limit");
      return call.page(repositories.values().stream().map(FakeRepository::json).toList(), api());
    }
    if (call.is("POST user/repos")) {
      return created(call, LOGIN);
    }
    if (call.is("POST orgs")) {
      String name = call.fields("username!", "visibility").path("username").asText();
      if (!organisations.add(name)) {
        throw new Refused(422, "user already exists [name: " + name + "]");
      }
      return Reply.json(201, organisation(name).toString());
    }
    if (call.is("GET orgs/*")) {
      requireOrganisation(call.path().get(1));
      return Reply.json(200, organisation(call.path().get(1)).toString());
    }
    if (call.is("POST orgs/*/repos")) {
      requireOrganisation(call.path().get(1));
      return created(call, call.path().get(1));
    }
    throw FakeCall.notFound();
  }

  private Reply created(FakeCall call, String owner) {
    JsonNode body = call.fields("name!", "private", "auto_init", "default_branch");
    RepositoryName name = new RepositoryName(owner, body.path("name").asText());
    if (repositories.containsKey(name.toString())) {
      throw new Refused(409, "The repository with the same name already exists.");
    }
    FakeRepository repository = new FakeRepository(this, name, nextId());
    repositories.put(name.toString(), repository);
    if (!body.path("auto_init").asBoolean()) {
      repository.branches.clear();
    }
    return Reply.json(201, repository.json().toString());
  }

  private void requireOrganisation(String name) {
    if (!organisations.contains(name)) {
      throw FakeCall.notFound();
    }
  }

  private static ObjectNode organisation(String name) {
    return JsonNodeFactory.instance.objectNode().put("id", 7).put("username", name);
  }
}
