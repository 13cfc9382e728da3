package dev.bzzz.core.agent;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.repo.InMemoryForge;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.testkit.DirectSandbox;
import dev.bzzz.core.testkit.FolderWorkspace;
import dev.bzzz.core.testkit.SampleWork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A repository on a forge in memory, and agents that are admitted to it. */
abstract class AgentSetting {
  static final Duration PATIENCE = Duration.ofSeconds(40);
  static final RepositoryName NAME = new RepositoryName("acme", "shop");
  static final Worker GREETS =
      new CommandWorker(
          List.of(
              "sh",
              "-c",
              "echo hello > greeting.txt; mkdir -p tests; echo \"$BZZZ_TASK\" > tests/task"));

  @TempDir Path folder;
  final InMemoryForge forge = new InMemoryForge("people");
  final InMemoryLedger ledger = new InMemoryLedger();
  final List<Identity> identities = List.of(Identity.generate(), Identity.generate());
  final List<AgentEvent> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger workspaces = new AtomicInteger();
  Repository repository;

  @BeforeEach
  void setUp() {
    repository = forge.createRepository(NAME, "main");
    Map<AgentId, String> admitted = new TreeMap<>();
    identities.forEach(identity -> admitted.put(identity.id(), "agent"));
    ledger.register(repository.id(), ClaimPolicy.of(admitted, ClaimTiming.LOCAL));
  }

  Task issue(String title, String... labels) {
    return forge.createIssue(repository.id(), new IssueDraft(title, "Please.", Set.of(labels)));
  }

  AgentBuilder agent(int index) {
    return builder(identities.get(index));
  }

  AgentBuilder builder(Identity identity) {
    return Agent.builder(identity)
        .provider(forge)
        .ledger(ledger)
        .workspaces((where, base) -> FolderWorkspace.of(newFolder(), SampleWork.FILES))
        .sandbox(new DirectSandbox())
        .poll(Duration.ofMillis(20))
        .sink(events::add);
  }

  private Path newFolder() {
    try {
      return Files.createDirectory(folder.resolve("ws-" + workspaces.incrementAndGet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
