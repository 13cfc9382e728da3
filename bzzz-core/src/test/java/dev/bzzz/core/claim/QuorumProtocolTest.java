package dev.bzzz.core.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.ClaimProtocolContract;
import dev.bzzz.core.testkit.TestAgents;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuorumProtocolTest extends ClaimProtocolContract {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final List<AgentId> VOTERS =
      IntStream.rangeClosed(1, 7).mapToObj(number -> TestAgents.agent(number).id()).toList();
  private static final AgentId ALICE = TestAgents.agent(11).id();
  private static final AgentId BOB = TestAgents.agent(12).id();

  private final Election election =
      new Election(new TaskId(new RepositoryId("00112233445566778899aabbccddeeff"), 7), 1, NOW);

  @Override
  protected ClaimProtocol protocol() {
    return new QuorumProtocol();
  }

  private boolean vote(int voter, AgentId candidate) {
    return vote(voter, "boot", candidate);
  }

  private boolean vote(int voter, String boot, AgentId candidate) {
    Message.Vote vote = new Message.Vote(election.task(), election.term(), candidate, "AAAA");
    return election.vote(new Election.Cast(VOTERS.get(voter), boot, vote), NOW, 5);
  }

  @Test
  void twoCertificatesAlwaysShareAnHonestVoter() {
    for (int size : new int[] {3, 5, 7}) {
      int needed = VoteCertificate.needed(Committee.first(VOTERS.subList(0, size)));
      int faulty = (size - 1) / 3;

      assertThat(2 * needed - size).as("voters in common of %d", size).isGreaterThan(faulty);
      assertThat(needed)
          .as("%d voters without the faulty ones", size)
          .isLessThanOrEqualTo(size - faulty);
    }
  }

  @Test
  void enoughVotesMakeACertificateAndItIsNotTakenBack() {
    for (int voter = 0; voter < 4; voter++) {
      vote(voter, ALICE);
    }
    boolean early = election.elected().isPresent();
    vote(4, ALICE);
    vote(5, BOB);

    assertThat(early).isFalse();
    assertThat(election.elected()).contains(ALICE);
    assertThat(election.supporters(ALICE)).hasSize(5);
  }

  @Test
  void aVoterThatVotesForTwoIsAFraudAndCountsForNobody() {
    boolean first = vote(0, ALICE);
    boolean again = vote(0, ALICE);
    boolean second = vote(0, BOB);
    for (int voter = 1; voter < 5; voter++) {
      vote(voter, BOB);
    }

    assertThat(first).isTrue();
    assertThat(again).isTrue();
    assertThat(second).isFalse();
    assertThat(election.elected()).isEmpty();
  }

  @Test
  void aVoterThatWasRestartedMayVoteAgain() {
    vote(0, "first", ALICE);

    assertThat(vote(0, "second", BOB)).isTrue();
    assertThat(election.supporters(ALICE)).isEmpty();
    assertThat(election.supporters(BOB)).hasSize(1);
  }
}
