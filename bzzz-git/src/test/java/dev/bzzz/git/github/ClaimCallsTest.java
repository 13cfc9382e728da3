package dev.bzzz.git.github;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.git.http.Access;
import dev.bzzz.git.ledger.GitLogin;
import dev.bzzz.git.ledger.GitRefLedger;
import dev.bzzz.git.ledger.GitRepositoryIds;
import dev.bzzz.git.local.BranchWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What moving claims asks of a host, and that few questions are enough to be right. */
class ClaimCallsTest {
  private static final RepositoryName NAME = new RepositoryName("asked", "little");
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final Identity agent = Identity.generate();
  private final Random random = new Random(1);
  private final List<Access> accesses = new CopyOnWriteArrayList<>();
  private Repository repository;
  private GitRefLedger ledger;

  @BeforeEach
  void open() {
    HostAgent.create(NAME, ClaimPolicy.of(Map.of(agent.id(), "ada"), ClaimTiming.LOCAL));
    GitLogin login =
        new GitLogin(ServedGitHub.TOKEN, Set.of(ServedGitHub.FORGE.server.url().getHost()));
    try (GitHubProvider forge =
        GitHubProvider.builder(ServedGitHub.host(), new GitRepositoryIds(login)).build()) {
      repository = forge.repository(NAME);
    }
    ledger =
        GitRefLedger.open(
            id -> repository,
            Verifier.ed25519(),
            folder.resolve("ledger"),
            login.listener(accesses::add));
  }

  @AfterEach
  void removeEverything() {
    ledger.close();
    ServedGitHub.remove(NAME.owner());
  }

  @Test
  void aGrantIsOnePushAndNoMore() {
    LedgerView view = ledger.scan(repository.id());
    accesses.clear();

    CasResult result = ledger.cas(grant(view, 1), TIMEOUT);

    assertThat(result).isInstanceOf(CasResult.Won.class);
    assertThat(accesses).extracting(Access::verb).containsExactly("GET", "POST");
    assertThat(accesses.get(1).url()).endsWith("/git-receive-pack");
  }

  @Test
  void claimsThatMoveTogetherTakeOnePush() {
    LedgerView view = ledger.scan(repository.id());
    accesses.clear();

    List<CasResult> results =
        ledger.cas(List.of(grant(view, 1), grant(view, 2), grant(view, 3)), TIMEOUT);

    assertThat(results).hasSize(3).allMatch(CasResult.Won.class::isInstance);
    assertThat(accesses).hasSize(2);
  }

  @Test
  void aClaimThatOthersHaveMovedIsLostThoughItWasJustSeenFree() {
    LedgerView view = ledger.scan(repository.id());
    Tip won = other(view, 1);

    List<CasResult> results = ledger.cas(List.of(grant(view, 1), grant(view, 2)), TIMEOUT);

    assertThat(results.get(0)).isEqualTo(new CasResult.Lost(won));
    assertThat(results.get(1)).isInstanceOf(CasResult.Won.class);
  }

  @Test
  void aPolicyThatChangedJustNowCounts() {
    LedgerView view = ledger.scan(repository.id());
    ClaimPolicy without =
        ClaimPolicy.of(Map.of(Identity.generate().id(), "bob"), ClaimTiming.LOCAL);
    commit(view.head(), without);

    CasResult result = ledger.cas(grant(view, 1), TIMEOUT);

    assertThat(result).isInstanceOf(CasResult.Refused.class);
    assertThat(((CasResult.Refused) result).why()).contains("the policy does not name the actor");
  }

  /** Another process of the same agent takes the task. */
  private Tip other(LedgerView view, long number) {
    GitLogin login =
        new GitLogin(ServedGitHub.TOKEN, Set.of(ServedGitHub.FORGE.server.url().getHost()));
    try (GitRefLedger other =
        GitRefLedger.open(id -> repository, Verifier.ed25519(), folder.resolve("other"), login)) {
      return ((CasResult.Won) other.cas(grant(view, number), TIMEOUT)).tip();
    }
  }

  private CasRequest grant(LedgerView view, long number) {
    Tip none = Tip.none(new TaskId(repository.id(), number));
    Stamp stamp = Stamp.of(agent.id(), view.head(), Instant.ofEpochSecond(1_700_000_000), random);
    return new CasRequest(
        none, RecordCodec.sign(NextRecord.after(none, stamp).grant(view.head(), "test"), agent));
  }

  private static void commit(String head, ClaimPolicy policy) {
    new BranchWriter(NAME, Path.of(ServedGitHub.FORGE.forge.repository(NAME).gitUrl()))
        .commit(
            "main",
            Optional.of(head),
            new BranchWriter.Change(Map.of(ClaimPolicy.FILE, policy.toJson()), Set.of()),
            new BranchWriter.Entry("Bob", "bob@x", Instant.now(), "Expel ada"));
  }
}
