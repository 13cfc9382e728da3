package dev.bzzz.git.github;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bzzz.core.Identity;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.agent.Agent;
import dev.bzzz.core.agent.CommandWorker;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.testkit.DirectSandbox;
import dev.bzzz.core.testkit.SampleWork;
import dev.bzzz.git.ledger.GitLogin;
import dev.bzzz.git.ledger.GitRefLedger;
import dev.bzzz.git.ledger.GitRepositoryIds;
import dev.bzzz.git.local.BranchWriter;
import dev.bzzz.git.work.GitWorkspaceFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A whole agent that works over HTTP on our own server, in a repository of its own. */
final class HostAgent implements AutoCloseable {
  private static final CommandWorker WORKER =
      new CommandWorker(
          List.of(
              "sh",
              "-c",
              "echo \"hello $BZZZ_TASK\" > greeting.txt; echo true > tests/greeting.sh"));

  private final GitHubProvider forge;
  private final GitRefLedger ledger;
  final Repository repository;
  final Agent agent;

  HostAgent(RepositoryName name, Path folder, Duration poll) {
    Identity identity = Identity.generate();
    create(name, ClaimPolicy.of(Map.of(identity.id(), "ada"), ClaimTiming.LOCAL));
    GitLogin login =
        new GitLogin(ServedGitHub.TOKEN, Set.of(ServedGitHub.FORGE.server.url().getHost()));
    forge = GitHubProvider.builder(ServedGitHub.host(), new GitRepositoryIds(login)).build();
    repository = forge.repository(name);
    ledger =
        GitRefLedger.open(forge::repository, Verifier.ed25519(), folder.resolve("ledger"), login);
    agent =
        Agent.builder(identity)
            .name("ada")
            .provider(forge)
            .repository(name)
            .ledger(ledger)
            .workspaces(new GitWorkspaceFactory(folder.resolve("trees")).loggingIn(login))
            .worker(WORKER)
            .sandbox(new DirectSandbox())
            .poll(poll)
            .build();
  }

  /** A repository with this policy. */
  static void create(RepositoryName name, ClaimPolicy policy) {
    ServedGitHub.FORGE.forge.createRepository(name, "main");
    Map<String, byte[]> files = new TreeMap<>();
    SampleWork.FILES.forEach((path, text) -> files.put(path, text.getBytes(UTF_8)));
    files.put(ClaimPolicy.FILE, policy.toJson());
    new BranchWriter(name, Path.of(ServedGitHub.FORGE.forge.repository(name).gitUrl()))
        .begin(
            "main",
            List.of(
                new BranchWriter.Step(
                    new BranchWriter.Change(files, Set.of()),
                    new BranchWriter.Entry("ann", "ann@example.org", Instant.EPOCH, "Begin"))));
  }

  /** Somebody else, who uses the server too, creates a task. */
  Task task() {
    try (GitHubProvider people =
        GitHubProvider.builder(ServedGitHub.host(), ServedGitHub.ids()).build()) {
      return people.createIssue(
          repository.id(), new IssueDraft("Greet people", "Please.", Set.of("bzzz-task")));
    }
  }

  @Override
  public void close() {
    agent.close();
    ledger.close();
    forge.close();
  }
}
