package dev.bzzz.git.github;

import dev.bzzz.core.Secret;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.http.HostOptions;
import dev.bzzz.git.ledger.GitLogin;
import dev.bzzz.git.ledger.GitRepositoryIds;
import dev.bzzz.git.local.BranchWriter;
import dev.bzzz.git.local.HostedForge;
import dev.bzzz.git.local.HostedRepository;
import dev.bzzz.git.server.ServedForge;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;

/** Repositories on our own server, for tests of the provider. */
final class ServedGitHub {
  private static final int MAX_REMOVALS = 100;

  static final ServedForge FORGE = ServedForge.get();
  static final Secret TOKEN = Secret.fixed(ServedForge.WRITE);

  private ServedGitHub() {}

  static HostOptions.Builder host() {
    return HostOptions.builder(FORGE.server.apiUrl()).token(TOKEN);
  }

  static GitRepositoryIds ids() {
    return new GitRepositoryIds(new GitLogin(TOKEN, Set.of(FORGE.server.url().getHost())));
  }

  static void create(RepositoryName name) {
    FORGE.forge.createRepository(name, "main");
    commit(name, "main", Optional.empty());
  }

  /** A branch with one commit of its own. */
  static String branch(RepositoryName name, String branch) {
    String main = writer(name).head("main").orElseThrow();
    try (HostedRepository repository = HostedForge.of(FORGE.forge).open(name)) {
      repository.move(
          "refs/heads/" + branch, Optional.empty(), Optional.of(ObjectId.fromString(main)));
    }
    return commit(name, branch, Optional.of(main));
  }

  private static String commit(RepositoryName name, String branch, Optional<String> parent) {
    BranchWriter.Change change =
        new BranchWriter.Change(
            Map.of(branch.replace('/', '-'), branch.getBytes(StandardCharsets.UTF_8)), Set.of());
    return writer(name)
        .commit(
            branch,
            parent,
            change,
            new BranchWriter.Entry("Bob", "bob@x", Instant.now(), "Commit to " + branch));
  }

  private static BranchWriter writer(RepositoryName name) {
    return new BranchWriter(name, Path.of(FORGE.forge.repository(name).gitUrl()));
  }

  /**
   * Removes everything of an owner, as if it had never been. Meanwhile git may tidy up after a
   * push, and make and remove files of its own; then what is left is removed once more.
   */
  static void remove(String owner) {
    Path dir = FORGE.forge.dir().resolve(owner);
    IOException last = null;
    for (int i = 0; i < MAX_REMOVALS && Files.isDirectory(dir); i++) {
      try (Stream<Path> all = Files.walk(dir)) {
        List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        for (Path each : deepestFirst) {
          Files.deleteIfExists(each);
        }
      } catch (UncheckedIOException e) {
        last = e.getCause();
      } catch (IOException e) {
        last = e;
      }
    }
    if (Files.isDirectory(dir)) {
      throw new UncheckedIOException(Objects.requireNonNull(last));
    }
  }
}
