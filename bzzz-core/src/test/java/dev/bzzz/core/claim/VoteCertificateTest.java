package dev.bzzz.core.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.Identity;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.TestAgents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the votes in the record of a grant prove, to whom has nothing else. */
class VoteCertificateTest {
  private static final TaskId TASK =
      new TaskId(new RepositoryId("00112233445566778899aabbccddeeff"), 7);
  private static final Identity HOLDER = TestAgents.agent(2);
  private static final Committee COMMITTEE = committee(3);

  @Test
  void thePageShowsWhatAnAgentWritesAndAnybodyCanCheckIt() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "protocols.md"));
    ObjectNode evidence = certificate(1, 1, 3).evidence();

    assertThat(page).contains(new String(CanonicalJson.write(evidence), StandardCharsets.UTF_8));
    assertThat(violation(evidence, COMMITTEE)).isEmpty();
  }

  @Test
  void votesForAnotherTermTaskHolderOrNetworkAreNone() {
    String vote = cast(TestAgents.agent(1), "bzzz", TASK, 1).proof();
    Map<String, Message.Vote> others =
        Map.of(
            "term", cast(TestAgents.agent(1), "bzzz", TASK, 2),
            "task", cast(TestAgents.agent(1), "bzzz", new TaskId(TASK.repository(), 8), 1),
            "network", cast(TestAgents.agent(1), "other", TASK, 1),
            "voter", cast(TestAgents.agent(4), "bzzz", TASK, 1));

    assertThat(violation(two(vote), COMMITTEE)).isEmpty();
    others.forEach(
        (what, other) ->
            assertThat(violation(two(other.proof()), COMMITTEE).toString())
                .as(what)
                .contains("has not voted for " + HOLDER.id()));
    assertThat(violation(two("no base64"), COMMITTEE).toString()).contains("has not voted for");
  }

  @Test
  void itTakesEnoughVotersOfTheCommitteeOfThatEpoch() {
    assertThat(violation(certificate(1, 1).evidence(), COMMITTEE).toString())
        .contains("1 of 2 votes that are needed");
    assertThat(violation(certificate(1, 1, 5).evidence(), COMMITTEE).toString())
        .contains("is not of the committee");
    assertThat(violation(certificate(2, 1, 3).evidence(), COMMITTEE).toString())
        .contains("the votes are of epoch 2");
  }

  @Test
  void aVoteCountsOnlyIfItCanBeShownToOthers() {
    MeshLink link = new MeshLink("bzzz", "b0".repeat(16), Verifier.ed25519());
    VoterKey key = new VoterKey(TestAgents.agent(5), Optional.of(link));
    AgentId voter = TestAgents.agent(1).id();
    Message.Vote vote = cast(TestAgents.agent(1), "bzzz", TASK, 1);
    Message.Vote moved = new Message.Vote(TASK, 2, vote.candidate(), vote.proof());

    assertThat(key.proves(new Election.Cast(voter, "boot", vote))).isTrue();
    assertThat(key.proves(new Election.Cast(voter, "boot", moved))).isFalse();
    assertThat(key.proves(new Election.Cast(HOLDER.id(), "boot", vote))).isFalse();
  }

  @Test
  void sevenVotesAreAFractionOfWhatARecordMayHold() {
    VoteCertificate all = certificate(1, 1, 2, 3, 4, 5, 6, 7);

    assertThat(CanonicalJson.write(all.evidence()).length)
        .isLessThan(ClaimRecord.MAX_EVIDENCE_BYTES / 10);
    assertThat(violation(all.evidence(), committee(7))).isEmpty();
  }

  @Test
  void whatIsMalformedIsNoCertificateAndSaysSo() {
    assertThat(VoteCertificate.of(record(object("{}")))).isEmpty();
    for (String malformed :
        List.of(
            "{\"quorum\":3}",
            "{\"quorum\":{\"epoch\":1,\"network\":\"bzzz\",\"votes\":{}}}",
            "{\"quorum\":{\"epoch\":1,\"network\":\"bzzz\",\"votes\":{\"x\":\"AAAA\"}}}",
            "{\"quorum\":{\"epoch\":0,\"network\":\"bzzz\",\"votes\":[]}}",
            "{\"quorum\":{\"epoch\":1,\"more\":1,\"network\":\"bzzz\",\"votes\":{}}}")) {
      assertThatThrownBy(() -> VoteCertificate.of(record(object(malformed))))
          .as(malformed)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static ObjectNode object(String json) {
    return (ObjectNode) CanonicalJson.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static VoteCertificate certificate(long epoch, int... voters) {
    TreeMap<AgentId, String> votes = new TreeMap<>();
    for (int voter : voters) {
      Identity identity = TestAgents.agent(voter);
      votes.put(identity.id(), cast(identity, "bzzz", TASK, 1).proof());
    }
    return new VoteCertificate("bzzz", epoch, votes);
  }

  /** A vote of agent 1, which may be none, and a true one of agent 3. */
  private static ObjectNode two(String proof) {
    ObjectNode evidence = certificate(1, 1, 3).evidence();
    ((ObjectNode) evidence.at("/quorum/votes")).put(TestAgents.agent(1).id().value(), proof);
    return evidence;
  }

  private static Message.Vote cast(Identity voter, String network, TaskId task, long term) {
    return Message.Vote.cast(voter, network, new Message.Candidacy(task, term), HOLDER.id());
  }

  private static Optional<String> violation(ObjectNode evidence, Committee committee) {
    ClaimRecord record = record(evidence);
    return VoteCertificate.of(record)
        .orElseThrow()
        .violation(record, committee, Verifier.ed25519());
  }

  private static ClaimRecord record(ObjectNode evidence) {
    String head = "a".repeat(40);
    return NextRecord.after(Tip.none(TASK), new Stamp(HOLDER.id(), head, "b".repeat(32), 1))
        .evidence(evidence)
        .grant(head, QuorumProtocol.NAME);
  }

  private static Committee committee(int size) {
    return Committee.first(
        IntStream.rangeClosed(1, size).mapToObj(number -> TestAgents.agent(number).id()).toList());
  }
}
