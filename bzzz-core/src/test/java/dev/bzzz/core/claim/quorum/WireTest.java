package dev.bzzz.core.claim.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.TestAgents;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What passes for a question and for its answer, and what does not. */
class WireTest {
  private static final Identity ALICE = TestAgents.agent(1);
  private static final Identity VOTER = TestAgents.agent(101);
  private static final Identity OTHER = TestAgents.agent(102);
  private static final RepositoryId REPOSITORY = new RepositoryId("1".repeat(32));
  private static final TaskId TASK = new TaskId(REPOSITORY, 3);
  private static final Ballot BALLOT = new Ballot(1, 7, ALICE.id().value(), 42);
  private static final Verifier ED25519 = Verifier.ed25519();

  private final Records records = new Records(ED25519);
  private final Value value =
      Value.first(Steps.grant(Tip.none(TASK), ALICE, "a".repeat(40)).next());

  @Test
  void everyQuestionIsReadAsItWasAsked() {
    Ballot next = new Ballot(1, 8, ALICE.id().value(), 43);
    List<Question> questions =
        List.of(
            new Question.Query(TASK),
            new Question.Prepare(TASK, BALLOT),
            new Question.Accept(TASK, BALLOT, value, next),
            new Question.Scan(5),
            new Question.Fetch(List.of(3L, 5L)),
            new Question.Join("store"),
            new Question.Seal(9));

    for (Question question : questions) {
      Wire.Request request = request(question);
      assertThat(Wire.question(asked(request, 1), ED25519, records)).isEqualTo(request);
    }
  }

  @Test
  void everyAnswerIsReadAsItWasGiven() {
    byte[] question = asked(request(new Question.Query(TASK)), 1);
    Register register = new Register(BALLOT, BALLOT, Optional.of(value));
    List<Answer> answers =
        List.of(
            new Answer.Vote(true, BALLOT, BALLOT, Optional.of(value)),
            new Answer.Vote(false, BALLOT, Ballot.NONE, Optional.empty()),
            new Answer.Index(new TreeMap<>(java.util.Map.of(3L, BALLOT)), true),
            new Answer.Dump(new TreeMap<>(java.util.Map.of(3L, register)), false),
            new Answer.Joined("store"),
            new Answer.Refusal(true, "too late"));

    for (Answer answer : answers) {
      byte[] bytes = Wire.answer(question, answer, VOTER);
      assertThat(Wire.answer(bytes, against(question), VOTER.id(), ED25519)).isEqualTo(answer);
    }
  }

  @Test
  void aRefusalDoesNotTellPeersWhereTheVoterKeepsItsVotes() {
    byte[] question = asked(request(new Question.Query(TASK)), 1);

    byte[] bytes =
        Wire.answer(question, new Answer.Refusal(false, "cannot write /home/ann/votes"), VOTER);

    assertThat(Wire.answer(bytes, against(question), VOTER.id(), ED25519))
        .isEqualTo(new Answer.Refusal(false, "cannot write [local path]"));
  }

  @Test
  void anAnswerCountsForItsQuestionAndItsVoterOnly() {
    byte[] question = asked(request(new Question.Query(TASK)), 1);
    byte[] again = asked(request(new Question.Query(TASK)), 2);
    byte[] answer = Wire.answer(question, new Answer.Joined("store"), VOTER);

    assertThatThrownBy(() -> Wire.answer(answer, against(again), VOTER.id(), ED25519))
        .hasMessageContaining("is not signed by");
    assertThatThrownBy(() -> Wire.answer(answer, against(question), OTHER.id(), ED25519))
        .hasMessageContaining("is not signed by");
  }

  @Test
  void noByteOfAQuestionOrAnAnswerCanBeChanged() {
    byte[] question = asked(request(new Question.Prepare(TASK, BALLOT)), 1);
    byte[] answer =
        Wire.answer(question, new Answer.Vote(true, BALLOT, BALLOT, Optional.of(value)), VOTER);

    for (int at = 0; at < question.length; at += 5) {
      byte[] forged = flipped(question, at);
      assertThatThrownBy(() -> Wire.question(forged, ED25519, records))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (int at = 0; at < answer.length; at += 37) {
      byte[] forged = flipped(answer, at);
      assertThatThrownBy(() -> Wire.answer(forged, against(question), VOTER.id(), ED25519))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whatIsNoMessageAtAllIsRefusedWithoutHarm() {
    Random random = new Random(5);
    byte[] question = asked(request(new Question.Scan(0)), 1);
    for (int i = 0; i < 300; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      assertThatThrownBy(() -> Wire.question(noise, ED25519, records))
          .isInstanceOf(IllegalArgumentException.class);
      byte[] cut = Arrays.copyOf(question, random.nextInt(question.length));
      assertThatThrownBy(() -> Wire.question(cut, ED25519, records))
          .isInstanceOf(IllegalArgumentException.class);
    }
    byte[] endless = new byte[Mesh.MAX_MESSAGE_BYTES + 1];
    assertThatThrownBy(() -> Wire.question(endless, ED25519, records))
        .hasMessageContaining("longer than");
  }

  @Test
  void aRecordThatIsNotSignedByItsActorIsNoValue() {
    Records unchecked = Records.trusted();
    byte[] bytes = Bytes.of(value::write);
    byte[] forged = flipped(bytes, bytes.length - 30); // in the signature of the record

    assertThat(value(bytes, records)).isEqualTo(value);
    assertThat(value(forged, unchecked)).isNotEqualTo(value);
    assertThatThrownBy(() -> value(forged, records))
        .hasMessageContaining("is not signed by its actor");
  }

  private static Value value(byte[] bytes, Records records) {
    return Bytes.parse(bytes, in -> Value.read(in, records));
  }

  private static byte[] flipped(byte[] bytes, int at) {
    byte[] forged = bytes.clone();
    forged[at] ^= 1;
    return forged;
  }

  private Wire.Asked against(byte[] question) {
    return new Wire.Asked(question, REPOSITORY, records);
  }

  private static Wire.Request request(Question question) {
    return new Wire.Request(ALICE.id(), "bzzz", REPOSITORY, 1, "m", question);
  }

  private static byte[] asked(Wire.Request request, int nonce) {
    byte[] bytes = new byte[Wire.NONCE_BYTES];
    Arrays.fill(bytes, (byte) nonce);
    return Wire.ask(request, bytes, ALICE);
  }
}
