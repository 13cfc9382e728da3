package dev.bzzz.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.sandbox.BubblewrapSandbox;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskParser;
import dev.bzzz.examples.agent.PolicyFile;
import dev.bzzz.git.local.BranchWriter;
import dev.bzzz.git.local.LocalForge;
import dev.bzzz.git.local.RepositorySetup;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedAgentTest {
  private static final RepositoryName SHOP = new RepositoryName("acme", "shop");
  private static final Map<String, String> FILES =
      Map.of(
          "greeting.txt", "helo\n",
          "fix.sh", "echo hello > greeting.txt\n",
          "test.sh", "test \"$(cat greeting.txt)\" = hello\n",
          ".bzzz/repo.json", "{\"test\":[\"sh\",\"test.sh\"]}\n");

  @TempDir private Path folder;

  @Test
  @Timeout(60)
  void theEmbeddedAgentDoesATaskAndOpensAPullRequest() throws Exception {
    String unavailable = BubblewrapSandbox.unavailable().orElse("");
    assumeTrue(unavailable.isEmpty(), unavailable);
    Identity identity = Identity.loadOrCreate(folder.resolve("agent.key"));
    Path forgeDir = folder.resolve("forge");
    try (LocalForge forge = LocalForge.create(forgeDir, "tester")) {
      Repository shop = repository(forge);
      PolicyFile.admit(
          new RepositorySetup(forge), SHOP, Map.of(identity.id(), "embedded"), ClaimTiming.LOCAL);
      Task task =
          forge.createIssue(
              shop.id(), new IssueDraft("Mend the greeting", "", Set.of(TaskParser.LABEL)));

      EmbeddedAgent.run(forgeDir, identity, folder.resolve("scratch"));

      PullRequest pull = forge.findPullRequest(shop.id(), "bzzz/1/t1").orElseThrow();
      assertThat(pull.state()).isEqualTo(PullRequest.State.OPEN);
      assertThat(forge.task(task.id()).labels()).contains("completed");
      BranchWriter shopFolder = new BranchWriter(SHOP, forgeDir.resolve("acme/shop.git"));
      assertThat(shopFolder.file("bzzz/1/t1", "greeting.txt").orElseThrow())
          .asString(UTF_8)
          .isEqualTo("hello\n");
      assertThat(pull.body()).contains("failed |").contains("| after | passed |");
    }
  }

  private Repository repository(LocalForge forge) {
    Repository shop = forge.createRepository(SHOP, "main");
    Map<String, byte[]> files = new TreeMap<>();
    FILES.forEach((path, text) -> files.put(path, text.getBytes(UTF_8)));
    new BranchWriter(SHOP, forge.dir().resolve("acme/shop.git"))
        .begin(
            "main",
            List.of(
                new BranchWriter.Step(
                    new BranchWriter.Change(files, Set.of()),
                    new BranchWriter.Entry(
                        "Tester", "tester@example.org", Instant.EPOCH, "Begin"))));
    return shop;
  }
}
