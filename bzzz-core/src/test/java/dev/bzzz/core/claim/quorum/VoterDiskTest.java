package dev.bzzz.core.claim.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VoterDiskTest {
  private static final TaskId TASK = new TaskId(new RepositoryId("0".repeat(32)), 1);
  private static final Ballot BALLOT = new Ballot(1, 1, "somebody", 1);

  private final VoterDisk disk = VoterDisk.empty(new Random(1));

  @Test
  void whatWasWrittenIsSeenAtOnce() {
    write();

    assertThat(promised()).isEqualTo(BALLOT);
  }

  @Test
  void whatWasNotWaitedForIsGoneAfterACrash() {
    write();

    disk.crash();

    assertThat(promised()).isEqualTo(Ballot.NONE);
  }

  @Test
  void whatWasWaitedForIsThereAfterACrash() {
    write();
    disk.settle();

    disk.crash();

    assertThat(promised()).isEqualTo(BALLOT);
  }

  private void write() {
    disk.write(List.of(new Entry.Promised(TASK, BALLOT)));
  }

  private Ballot promised() {
    return disk.state().register(TASK).promised();
  }
}
