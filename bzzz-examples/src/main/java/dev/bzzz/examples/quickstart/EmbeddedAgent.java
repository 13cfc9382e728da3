package dev.bzzz.examples.quickstart;

import dev.bzzz.core.Identity;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.agent.Agent;
import dev.bzzz.core.agent.CommandWorker;
import dev.bzzz.core.sandbox.BubblewrapSandbox;
import dev.bzzz.core.sandbox.Sandbox;
import dev.bzzz.git.ledger.GitRefLedger;
import dev.bzzz.git.local.LocalForge;
import dev.bzzz.git.work.GitWorkspaceFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * An agent of one's own in about 15 lines. It does each task of a folder forge by running the
 * repository's script {@code fix.sh}, and publishes what is green.
 */
public final class EmbeddedAgent {
  private EmbeddedAgent() {}

  /**
   * Works until nothing is left to do.
   *
   * @param forgeDir folder of bare repositories whose policy admits the identity
   * @param identity who the agent is
   * @param scratch folder for checkouts
   */
  public static void run(Path forgeDir, Identity identity, Path scratch)
      throws InterruptedException {
    LocalForge forge = LocalForge.open(forgeDir, "embedded");
    GitRefLedger ledger =
        GitRefLedger.open(forge::repository, Verifier.ed25519(), scratch.resolve("ledger"));
    try (Sandbox sandbox = new BubblewrapSandbox();
        Agent agent =
            Agent.builder(identity)
                .name("embedded")
                .provider(forge)
                .ledger(ledger)
                .workspaces(new GitWorkspaceFactory(scratch.resolve("trees")))
                .worker(new CommandWorker(List.of("sh", "fix.sh")))
                .sandbox(sandbox)
                .poll(Duration.ofSeconds(1))
                .build()) {
      agent.start().awaitIdle(Duration.ofMinutes(5));
    }
  }
}
