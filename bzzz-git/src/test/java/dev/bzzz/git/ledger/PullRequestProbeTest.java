package dev.bzzz.git.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.testkit.ClaimLedgerContract;
import dev.bzzz.core.testkit.TestAgents;
import dev.bzzz.git.local.Git;
import dev.bzzz.git.local.LocalForge;
import dev.bzzz.git.local.RepositorySetup;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pull requests of a real forge, whose repository is reached like one on another machine. */
final class PullRequestProbeTest {
  private static final RepositoryName NAME = RepositoryName.parse("bees/hive");
  private static final Identity ALICE = TestAgents.agent(1);
  private static final Identity BOB = TestAgents.agent(2);

  @TempDir Path folder;

  private GitDaemon daemon;
  private LocalForge forge;
  private Repository repository;
  private int ledgers;

  @BeforeEach
  void serve() throws IOException {
    daemon = new GitDaemon();
    forge = LocalForge.create(folder.resolve("forge"), "ann");
    repository = forge.createRepository(NAME, "main");
    String empty = Git.run(bare(), "hash-object", "-t", "tree", "-w", "/dev/null");
    String first = Git.run(bare(), "commit-tree", "-m", "first", empty);
    Git.run(bare(), "update-ref", "refs/heads/main", first);
    new RepositorySetup(forge)
        .edit(
            NAME,
            "ann",
            "policy",
            before ->
                Map.of(
                    ClaimPolicy.FILE,
                    new String(ClaimLedgerContract.POLICY.toJson(), StandardCharsets.UTF_8)));
  }

  @AfterEach
  void close() {
    daemon.close();
  }

  @Test
  void aForgeIsTriedOnceForGoodAndOneClosedPullRequestStays() throws IOException {
    inspect(ledger().probing(ALICE)); // who has no forge to ask leaves that to others
    assertThat(result()).doesNotContain(PullRequestProbe.CHECK);

    inspect(ledger().probing(BOB, forge));
    assertThat(result()).contains("\"race\",\"second pull request\"");
    assertThat(refs("refs/heads")).containsExactly("refs/heads/main");
    assertThat(refs("refs/bzzz/probe")).containsExactly("refs/bzzz/probe/result");
    List<PullRequest> pulls = pulls();
    assertThat(pulls)
        .singleElement()
        .extracting(PullRequest::state)
        .isEqualTo(PullRequest.State.CLOSED);

    note(Instant.now().minus(Duration.ofDays(30)));
    inspect(ledger().probing(ALICE, forge)); // the host is probed once more, the forge is not
    assertThat(result()).contains("\"race\",\"second pull request\"").contains(ALICE.id().value());
    assertThat(pulls()).isEqualTo(pulls);
  }

  @Test
  void aForgeThatIsNotSafeIsRefusedAndCleanedUp() throws IOException {
    AtomicLong more = new AtomicLong();
    RepositoryProvider opensTwo =
        with("openPullRequest", pull -> numbered((PullRequest) pull, more.getAndIncrement() / 4));
    RepositoryProvider forgetsClosed =
        with(
            "findPullRequest",
            found ->
                ((Optional<?>) found)
                    .filter(pull -> ((PullRequest) pull).state() == PullRequest.State.OPEN));
    RepositoryProvider saysNo =
        with(
            "openPullRequest",
            pull -> {
              throw new PermanentException("pull requests are switched off");
            });

    assertThatRefused(opensTwo, "there are several now, #[1, 2]");
    assertThatRefused(forgetsClosed, "that #2 is found after it was closed, but it is not");
    assertThatRefused(saysNo, "pull requests are switched off");

    assertThat(refs("refs/bzzz/probe")).as("no result").isEmpty();
    assertThat(refs("refs/heads")).containsExactly("refs/heads/main");
    assertThat(pulls()).extracting(PullRequest::state).containsOnly(PullRequest.State.CLOSED);
    assertThat(pulls()).hasSize(3);
  }

  private void assertThatRefused(RepositoryProvider provider, String why) {
    try (GitRefLedger ledger = ledger().probing(ALICE, provider)) {
      assertThatThrownBy(() -> ledger.scan(repository.id()))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("fails the check 'second pull request'")
          .hasMessageContaining(why)
          .hasMessageContaining("proposed twice there. Use another forge");
    }
  }

  private interface Change {
    Object of(Object answer);
  }

  /** The forge, but for one answer. */
  private RepositoryProvider with(String method, Change change) {
    InvocationHandler handler =
        (proxy, called, arguments) -> {
          try {
            Object answer = called.invoke(forge, arguments);
            return called.getName().equals(method) ? change.of(answer) : answer;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return (RepositoryProvider)
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {RepositoryProvider.class}, handler);
  }

  private static PullRequest numbered(PullRequest pull, long more) {
    return new PullRequest(
        pull.number() + more,
        pull.title(),
        pull.body(),
        pull.branch(),
        pull.base(),
        pull.head(),
        pull.state(),
        pull.author());
  }

  /** Of whatever branches the probes have drawn. */
  private List<PullRequest> pulls() throws IOException {
    return refs("refs/bzzz/by-branch").stream()
        .map(ref -> ref.replace("refs/bzzz/by-branch/", "bzzz/"))
        .map(branch -> forge.findPullRequest(repository.id(), branch).orElseThrow())
        .toList();
  }

  private GitRefLedger ledger() {
    Repository served =
        new Repository(repository.id(), NAME, daemon.url(bare()), repository.defaultBranch());
    return GitRefLedger.open(id -> served, Verifier.ed25519(), folder.resolve("cache" + ledgers++));
  }

  private void inspect(GitRefLedger ledger) {
    try (ledger) {
      assertThat(ledger.scan(repository.id()).tips()).isEmpty();
    }
  }

  /** Puts Bob's result of another time in place of the last one. */
  private void note(Instant at) throws IOException {
    List<String> checks = List.of(LedgerProbe.CREATION, PullRequestProbe.CHECK);
    var old = new ProbeResult(repository.id(), Namespace.REFS, checks, BOB.id(), at);
    String commit = Git.run(bare(), "commit-tree", "-m", old.toMessage(BOB), "HEAD^{tree}");
    Git.run(bare(), "update-ref", Namespace.REFS.result(), commit);
  }

  private String result() throws IOException {
    return Git.run(bare(), "log", "-1", "--format=%B", Namespace.REFS.result());
  }

  private List<String> refs(String prefix) throws IOException {
    return Git.run(bare(), "for-each-ref", "--format=%(refname)", prefix).lines().toList();
  }

  private Path bare() {
    return Path.of(repository.gitUrl());
  }
}
