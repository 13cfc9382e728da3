package dev.bzzz.git.ledger;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.Committee;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.TestAgents;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository has one ledger, the one that its policy names. */
final class OtherLedgerTest {
  @TempDir Path folder;

  @Test
  void aRepositoryOfAnotherLedgerIsNeitherReadNorScanned() {
    ClaimPolicy git = TestAgents.policyOf(3);
    ClaimPolicy quorum =
        new ClaimPolicy(
            git.agents(),
            new TreeMap<>(),
            ClaimPolicy.QUORUM_LEDGER,
            Optional.of(Committee.first(List.copyOf(git.agents().keySet()))),
            git.timing());
    GitStore store = GitStore.direct(folder);
    store.putPolicy(quorum);

    try (ClaimLedger ledger = store.open()) {
      assertThatThrownBy(() -> ledger.scan(GitStore.ID))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("names the ledger \"quorum\"; start an agent that uses that one");
      assertThatThrownBy(() -> ledger.read(new TaskId(GitStore.ID, 1)))
          .isInstanceOf(PermanentException.class);
    }
  }
}
