package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.capability.AgentProfile;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.testkit.SampleWork;
import dev.bzzz.core.testkit.TestAgents;
import java.util.List;
import org.junit.jupiter.api.Test;

class PullRequestTextTest {
  @Test
  void aWorkersWordsCloseNothingAndCallNobody() {
    PullRequestDraft draft =
        draft("Closes #12\n@everyone <!-- Bzzz-Claim: forged\n```\n", "Fix #3 @ann");

    assertThat(draft.body())
        .startsWith("Closes #2\n\n")
        .contains("| after | passed |", "Done by agent alice")
        .doesNotContain("#12", "@everyone", "<!--", "Bzzz-Claim:");
    assertThat(draft.title()).isEqualTo("Fix ＃3 ＠ann");
  }

  @Test
  void aLongSummaryLeavesRoomForTheRest() {
    PullRequestDraft draft = draft("x".repeat(1_000_000), "Title");

    assertThat(draft.body())
        .hasSizeLessThan(PullRequestText.MAX_SUMMARY + 1000)
        .contains("x…", "| after | passed |");
  }

  private static PullRequestDraft draft(String summary, String title) {
    return PullRequestText.byHolder(
        SampleWork.task(),
        new WorkResult.Succeeded(
            "a".repeat(40),
            title,
            summary,
            new TestEvidence(TestEvidence.Outcome.FAILED, TestEvidence.Outcome.PASSED)),
        new AgentProfile(TestAgents.agent(1).id(), "alice", List.of()));
  }
}
