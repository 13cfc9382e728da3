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
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What passes for a question and for its answer, and what does not. */
class WireTest {
  private static final Identity ALICE = TestAgents.agent(1);
  private static final Identity VOTER = TestAgents.agent(101);
  private static final Identity OTHER = TestAgents.agent(102);
  private static final RepositoryId REPOSITORY = new RepositoryId("1".repeat(32));
  private static final TaskId TASK = new TaskId(REPOSITORY, 3);
  private static final Ballot BALLOT = new Ballot(1, 7, ALICE.id().value(), 42);
  private static final byte[] KEY = {1, 2, 3};

  private final Records records = new Records(Verifier.ed25519());
  private final Session session = session(6);
  private final Value value =
      Value.first(Steps.grant(Tip.none(TASK), ALICE, "a".repeat(40)).next());

  @Test
  void everyQuestionIsReadAsItWasAsked() {
    Ballot next = new Ballot(1, 8, ALICE.id().value(), 43);
    List<Question> questions =
        List.of(
            new Question.Query(TASK, BALLOT),
            new Question.Prepare(TASK, BALLOT),
            new Question.Accept(TASK, BALLOT, value, next),
            new Question.Scan(5),
            new Question.Fetch(List.of(3L, 5L)),
            new Question.Join("store"),
            new Question.Seal(9));

    for (Question question : questions) {
      Wire.Request request = request(question);
      assertThat(heard(asked(request, 1))).isEqualTo(request);
      assertThat(heard(Wire.ask(body(request, 1), session), Optional.of(session)))
          .isEqualTo(request);
    }
  }

  @Test
  void everyAnswerIsReadAsItWasGiven() {
    byte[] question = asked(request(new Question.Query(TASK, BALLOT)), 1);
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
      assertThat(read(answered(question, answer), against(question), VOTER)).isEqualTo(answer);
      byte[] inSession = Wire.answer(question, answer, session);
      assertThat(read(inSession, against(question, session), VOTER)).isEqualTo(answer);
    }
  }

  @Test
  void aRefusalDoesNotTellPeersWhereTheVoterKeepsItsVotes() {
    byte[] question = asked(request(new Question.Query(TASK, BALLOT)), 1);

    byte[] bytes = answered(question, new Answer.Refusal(false, "cannot write /home/ann/votes"));

    assertThat(read(bytes, against(question), VOTER))
        .isEqualTo(new Answer.Refusal(false, "cannot write [local path]"));
  }

  @Test
  void anAnswerCountsForItsQuestionAndItsVoterOnly() {
    byte[] question = asked(request(new Question.Query(TASK, BALLOT)), 1);
    byte[] again = asked(request(new Question.Query(TASK, BALLOT)), 2);
    byte[] answer = answered(question, new Answer.Joined("store"));
    byte[] inSession = Wire.answer(question, new Answer.Joined("store"), session);

    for (Wire.Asked otherwise : List.of(against(again), against(question, session))) {
      assertThatThrownBy(() -> read(answer, otherwise, VOTER))
          .hasMessageContaining("is not signed by");
    }
    for (Wire.Asked otherwise :
        List.of(against(question), against(again, session), against(question, session(7)))) {
      assertThatThrownBy(() -> read(inSession, otherwise, VOTER))
          .hasMessageContaining("is not signed by");
    }
    assertThatThrownBy(() -> read(answer, against(question), OTHER))
        .hasMessageContaining("is not signed by");
  }

  @Test
  void noByteOfAQuestionOrAnAnswerCanBeChanged() {
    byte[] body = body(request(new Question.Prepare(TASK, BALLOT)), 1);
    byte[] question = Wire.ask(body, KEY, ALICE);
    Answer vote = new Answer.Vote(true, BALLOT, BALLOT, Optional.of(value));

    refusesChanges(question, 5, forged -> heard(forged));
    refusesChanges(Wire.ask(body, session), 5, forged -> heard(forged, Optional.of(session)));
    refusesChanges(answered(question, vote), 37, forged -> read(forged, against(question), VOTER));
  }

  @Test
  void aQuestionOfASessionThatTheVoterDoesNotKnowIsNoQuestion() {
    byte[] question = Wire.ask(body(request(new Question.Scan(0)), 1), session);

    assertThatThrownBy(() -> heard(question)).hasMessageContaining("is not signed by");
    assertThatThrownBy(() -> heard(question, Optional.of(session(7))))
        .hasMessageContaining("is not signed by");
  }

  @Test
  void whatIsNoMessageAtAllIsRefusedWithoutHarm() {
    Random random = new Random(5);
    byte[] question = asked(request(new Question.Scan(0)), 1);
    for (int i = 0; i < 300; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      assertThatThrownBy(() -> heard(noise)).isInstanceOf(IllegalArgumentException.class);
      byte[] cut = Arrays.copyOf(question, random.nextInt(question.length));
      assertThatThrownBy(() -> heard(cut)).isInstanceOf(IllegalArgumentException.class);
    }
    byte[] endless = new byte[Mesh.MAX_MESSAGE_BYTES + 1];
    assertThatThrownBy(() -> heard(endless)).hasMessageContaining("longer than");
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

  private static void refusesChanges(byte[] message, int step, Consumer<byte[]> reader) {
    for (int at = 0; at < message.length; at += step) {
      byte[] forged = flipped(message, at);
      assertThatThrownBy(() -> reader.accept(forged)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private Wire.Request heard(byte[] question) {
    return heard(question, Optional.empty());
  }

  private Wire.Request heard(byte[] question, Optional<Session> known) {
    return Wire.question(Letter.read(question), known, records);
  }

  private static byte[] answered(byte[] question, Answer answer) {
    return Wire.answer(question, answer, KEY, VOTER);
  }

  private static Answer read(byte[] answer, Wire.Asked asked, Identity voter) {
    return Wire.answer(Letter.read(answer), asked, voter.id());
  }

  private Wire.Asked against(byte[] question) {
    return new Wire.Asked(question, Optional.empty(), REPOSITORY, records);
  }

  private Wire.Asked against(byte[] question, Session session) {
    return new Wire.Asked(question, Optional.of(session), REPOSITORY, records);
  }

  private static Session session(int secret) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) secret);
    return new Session(ALICE.id(), KEY, bytes);
  }

  private static Wire.Request request(Question question) {
    return new Wire.Request(ALICE.id(), "bzzz", REPOSITORY, 1, "m", question);
  }

  private static byte[] body(Wire.Request request, int nonce) {
    byte[] bytes = new byte[Wire.NONCE_BYTES];
    Arrays.fill(bytes, (byte) nonce);
    return Wire.body(request, bytes);
  }

  private static byte[] asked(Wire.Request request, int nonce) {
    return Wire.ask(body(request, nonce), KEY, ALICE);
  }
}
