package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.OptimisticProtocol;
import dev.bzzz.core.claim.RendezvousProtocol;
import dev.bzzz.core.machine.CallId;
import dev.bzzz.core.machine.Machine;
import dev.bzzz.core.testkit.TestAgents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordingTest {
  @TempDir private Path dir;
  private final LoneAgent agent = new LoneAgent();
  private Path file;

  @BeforeEach
  void setUp() {
    file = dir.resolve("records/ada.jsonl");
  }

  private void record(ClaimInput... first) {
    record(Recorder.MAX_BYTES, first);
  }

  private void record(int maxBytes, ClaimInput... first) {
    try (Recorder recorder =
        Recorder.open(file, LoneAgent.IDENTITY.id(), new OptimisticProtocol(), maxBytes)) {
      agent.run(recorder, first);
    }
  }

  private Replay replay() {
    return Recording.replay(file, name -> new OptimisticProtocol());
  }

  @Test
  void aRunIsReplayedStepByStep() throws IOException {
    record();

    Replay replay = replay();

    assertThat(agent.tip().state()).contains(ClaimState.DONE);
    assertThat(Recording.is(file)).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(replay.difference()).isEmpty();
    assertThat(replay.ending()).isEmpty();
    assertThat(replay.agent()).isEqualTo(LoneAgent.IDENTITY.id());
    assertThat(replay.starts()).isOne();
    assertThat(replay.inputs()).isEqualTo(16);
    assertThat(replay.trace().toString())
        .contains("ada        starts with the protocol optimistic")
        .contains("could take [01234567#1]")
        .contains("asks for HELD t1 of 01234567#1")
        .contains("starts to work on 01234567#1 t1")
        .contains("sends task_claim of ")
        .contains("says DONE");
  }

  @Test
  void noKeyIsInTheFileAndNoSecretOfAFailure() throws IOException {
    record(
        new ClaimInput.ReadFailed(new CallId(99), "no https://ada:hush@host/x, see /home/ada"),
        new ClaimInput.ReadFailed(new CallId(98), "said " + LoneAgent.SECRET));

    String text = Files.readString(file);

    assertThat(text).contains("no https://host/x, see [local path]").doesNotContain("hush");
    assertThat(text).contains("said [secret]").doesNotContain(LoneAgent.SECRET);
    assertThat(text).doesNotContain("\"privateKey").doesNotContain("01".repeat(32));
  }

  @Test
  void theMachineHearsNoSecretEither() {
    List<ClaimInput> heard = new ArrayList<>();
    ClaimProtocol listens =
        answering(
            input -> {
              heard.add(input);
              return List.of();
            },
            new ArrayList<>());

    for (int maxBytes : List.of(100, Recorder.MAX_BYTES)) { // the first is full at once
      Path own = file.resolveSibling(maxBytes + ".jsonl");
      try (Recorder recorder = Recorder.open(own, LoneAgent.IDENTITY.id(), listens, maxBytes)) {
        agent.run(recorder, new ClaimInput.ReadFailed(new CallId(9), "no " + LoneAgent.SECRET));
      }
    }

    assertThat(heard)
        .filteredOn(ClaimInput.ReadFailed.class::isInstance)
        .extracting(input -> ((ClaimInput.ReadFailed) input).why())
        .containsExactly("no [secret]", "no [secret]");
  }

  @Test
  void noByteChangesUnnoticed() throws IOException {
    record();
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(5);

    for (int i = 0; i < 40; i++) {
      byte[] bad = good.clone();
      int at = random.nextInt(bad.length);
      bad[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bad);

      assertThat(noticed()).as("byte %d", at).isTrue();
    }
  }

  private boolean noticed() throws IOException {
    try (var lines = new RecordingLines(file, new LineSum())) {
      while (lines.next().isPresent()) {
        assertThat(lines.end()).isPositive();
      }
      return lines.torn() > 0;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  @Test
  void theFirstOtherDecisionIsNamed() throws IOException {
    record();
    edit(line -> line.replace("says PUBLISHED", "says DONE"));

    Replay.Difference difference = replay().difference().orElseThrow();

    assertThat(difference.line()).isGreaterThan(10);
    assertThat(difference.input()).startsWith("call-3 has won: PUBLISHED t1 of ");
    assertThat(difference.expected()).startsWith("says DONE PUBLISHED t1 of ");
    assertThat(difference.got()).startsWith("says PUBLISHED PUBLISHED t1 of ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"chance\":\"[0-9a-f]{8} | \"chance\":\" | draws chance once more",
        "\"chance\":\"(?=[0-9a-f]) | \"chance\":\"00000000 | call-1 reads ",
        "\"signatures\":\\[\"...... | \"signatures\":[\"AAAAAA | sends",
        "\"deadline\":\"2026 | \"deadline\":\"2027 | waits until 2026"
      })
  void whatAMachineTookCountsToo(String pattern, String other, String got) throws IOException {
    record();
    edit(line -> line.replaceFirst(pattern.strip(), other.strip()));

    assertThat(replay().difference().orElseThrow().got()).contains(got);
  }

  @Test
  void anotherProtocolAndABrokenOneAreFound() {
    record();

    assertThat(Recording.replay(file, name -> new RendezvousProtocol()).same()).isFalse();
    assertThat(Recording.replay(file, name -> new WithoutFence()).difference().orElseThrow().got())
        .startsWith("waits until ");
  }

  @Test
  void aMachineThatDoesNotComeBackIsTold() {
    record();
    AtomicBoolean goOn = new AtomicBoolean();
    ClaimProtocol looping =
        answering(
            input -> {
              while (!goOn.get()) {
                Thread.onSpinWait();
              }
              return List.of();
            },
            new ArrayList<>());
    Patience little =
        new Patience(Duration.ofMillis(20), Duration.ofMinutes(2), Duration.ofMillis(5));

    try {
      assertThatThrownBy(() -> Recording.replay(file, name -> looping, Verifier.ed25519(), little))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining(": the machine of ada, has not returned from on(Observed) after ")
          .hasMessageContaining("RecordingTest.java:");
    } finally {
      goOn.set(true);
    }
  }

  /** Never asks the ledger. */
  private static final class WithoutFence implements ClaimProtocol {
    @Override
    public String name() {
      return "optimistic";
    }

    @Override
    public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
      Machine<ClaimInput, ClaimEffect> sound = new OptimisticProtocol().machine(context);
      return new Machine<>() {
        @Override
        public List<ClaimEffect> on(ClaimInput input, Instant now) {
          List<ClaimEffect> effects = new ArrayList<>(sound.on(input, now));
          effects.removeIf(effect -> effect instanceof ClaimEffect.Cas);
          return effects;
        }

        @Override
        public Optional<Instant> deadline() {
          return sound.deadline();
        }
      };
    }
  }

  @Test
  void aTornLastLineIsLeftOutAndTheRecordingGoesOnBehindIt() throws IOException {
    record();
    cut(1);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 10));

    Replay torn = replay();
    record();
    Replay longer = replay();

    assertThat(torn.same()).isTrue();
    assertThat(torn.inputs()).isEqualTo(15);
    assertThat(torn.ending().orElseThrow()).startsWith("ends in an incomplete line (");
    assertThat(longer.difference()).isEmpty();
    assertThat(longer.ending()).isEmpty();
    assertThat(longer.starts()).isEqualTo(2);
    assertThat(longer.inputs()).isEqualTo(31);
  }

  @Test
  void aRecordingThatWasCutAtTheEndOfALineOrWhoseAgentWasKilledSaysSo() throws IOException {
    record();
    long lines = Files.readAllLines(file).size();
    cut(1);

    Replay killed = replay();
    cut(3);
    Replay cut = replay();
    record();

    assertThat(killed.same()).isTrue();
    assertThat(killed.inputs()).isEqualTo(16);
    assertThat(killed.ending())
        .contains(
            "ends without its closing line: the agent was killed, or could not write it, or the"
                + " file was cut after line "
                + (lines - 1));
    assertThat(cut.same()).isTrue();
    assertThat(cut.ending().orElseThrow()).endsWith(" after line " + (lines - 4));
    assertThat(replay().ending()).as("it was started again and stopped").isEmpty();
  }

  @Test
  void aFileWithoutAWholeLineIsNamedAsWhatItIs() throws IOException {
    record();
    byte[] whole = Files.readAllBytes(file);

    Files.write(file, new byte[0]);
    assertThat(Recording.is(file)).isTrue();
    assertThatThrownBy(this::replay)
        .isInstanceOf(PermanentException.class)
        .hasMessage(
            "cannot replay "
                + file
                + ": it is empty: the agent was killed before it began, or the file was cut;"
                + " record again");

    Files.write(file, Arrays.copyOf(whole, 12));
    assertThat(Recording.is(file)).isTrue();
    assertThatThrownBy(this::replay).hasMessageContaining(": its first line is incomplete: ");
  }

  @Test
  void noStepFollowsTheClosingLine() throws IOException {
    record();
    List<String> lines = Files.readAllLines(file);
    String closing = "{\"type\":\"end\"";
    assertThat(lines.get(lines.size() - 1)).startsWith(closing);

    edit(line -> line.startsWith("{\"type\":\"start\"") ? closing + "}" : line);

    assertThatThrownBy(this::replay).hasMessageContaining(": a step before a start");
  }

  /** Takes the last lines away. */
  private void cut(int count) throws IOException {
    List<String> lines = Files.readAllLines(file);
    Files.write(file, lines.subList(0, lines.size() - count));
  }

  @Test
  void aFullFileEndsTheRecordingAndNotTheAgent() throws IOException {
    record(5_000);

    Replay replay = replay();

    assertThat(agent.tip().state()).contains(ClaimState.DONE);
    assertThat(Files.size(file)).isBetween(2_000L, 5_000L);
    assertThat(replay.same()).isTrue();
    assertThat(replay.ending())
        .contains("ends where it was as long as it may be; the agent went on");
  }

  @Test
  void aFullFileStaysAsLongAsItMayBeHoweverOftenTheAgentStarts() throws IOException {
    for (int i = 0; i < 8; i++) {
      record(3_000);
    }

    assertThat(Files.size(file)).isBetween(2_000L, 3_000L);
    assertThat(replay().same()).isTrue();
  }

  @Test
  void anEffectThatCannotBeWrittenEndsTheRecordingAndNotTheAgent() {
    ClaimEffect broken =
        new ClaimEffect.Announce(ClaimEffect.Announce.Kind.DONE, null, "", Duration.ZERO);
    List<Instant> steps = new ArrayList<>();
    ClaimProtocol faulty = answering(input -> List.of(broken), steps);

    try (Recorder recorder = Recorder.open(file, LoneAgent.IDENTITY.id(), faulty)) {
      agent.run(recorder);
    }

    assertThat(steps).hasSize(16);
    assertThat(replay().inputs()).isZero();
  }

  /** Has the same answer to everything. */
  private static ClaimProtocol answering(
      Function<ClaimInput, List<ClaimEffect>> answer, List<Instant> steps) {
    return new ClaimProtocol() {
      @Override
      public String name() {
        return "optimistic";
      }

      @Override
      public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
        return new Machine<>() {
          @Override
          public List<ClaimEffect> on(ClaimInput input, Instant now) {
            steps.add(now);
            return answer.apply(input);
          }

          @Override
          public Optional<Instant> deadline() {
            return Optional.empty();
          }
        };
      }
    };
  }

  @Test
  void whatAMachineEndsWithIsRecorded() {
    ClaimInput unknown = new ClaimInput.Heard(new byte[] {1, 2});
    ClaimProtocol failing =
        answering(
            input -> {
              if (input.equals(unknown)) {
                throw new IllegalStateException("what now?");
              }
              return List.of();
            },
            new ArrayList<>());
    try (Recorder recorder = Recorder.open(file, LoneAgent.IDENTITY.id(), failing)) {
      assertThatThrownBy(() -> agent.run(recorder, unknown)).hasMessage("what now?");
    }

    assertThat(Recording.replay(file, name -> failing).same()).isTrue();
    assertThat(replay().difference().orElseThrow().expected())
        .isEqualTo("ends with java.lang.IllegalStateException: what now?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"v\":2 | \"v\":1 | line 1: v: recorded by version 1, this one reads 2: replay it with the bzzz that wrote it",
        "\"v\":2 | \"v\":3 | line 1: v: recorded by version 3, this one reads 2: replay it with the bzzz that wrote it",
        "\"agent\":\"12D | \"agent\":\"13D | line 1: agent: not the peer id of an Ed25519 key",
        "\"type\":\"start\" | \"type\":\"begin\" | line 2: type: not one of define, end, full, recording, start, step",
        "\"slots\":1 | \"slots\":0 | line 2: slots are from 1 to 64, not 0",
        "\"at\":\"2026 | \"at\":\"soon | at: Text 'soon",
        "Bzzz-Sig: 12 | Bzzz-Sig: 13 | not a claim record: the message wraps record",
        "\"tip\":\"tip-4\" | \"tip\":\"tip-0\" | no line before this one defines a tip of that name",
        "\"chance\":\" | \"chance\":\"x | taken.chance: not 8 hexadecimal digits for each draw",
        "\"deadline\" | \"deadlier\" | deadlier: unknown field"
      })
  void anErrorNamesLineAndField(String good, String bad, String message) throws IOException {
    record();
    edit(line -> line.replace(good.strip(), bad.strip()));

    assertThatThrownBy(this::replay)
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining(message.strip())
        .hasMessageStartingWith("cannot replay " + file + ": line ");
  }

  @Test
  void whatIsNoRecordingIsNeitherReadNorContinued() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "agent:\n  name: ada\n");

    assertThat(Recording.is(file)).isFalse();
    assertThatThrownBy(this::replay).hasMessageContaining("line 1: not a line of a recording");
    assertThatThrownBy(this::record)
        .isInstanceOf(PermanentException.class)
        .hasMessageEndingWith("; name another file");
    assertThat(file).hasContent("agent:\n  name: ada\n");
    assertThatThrownBy(() -> Recording.replay(dir.resolve("none"), name -> null))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void theRecordingOfAnotherAgentIsNotContinued() {
    record();

    assertThatThrownBy(
            () -> Recorder.open(file, TestAgents.agent(2).id(), new OptimisticProtocol()))
        .hasMessageContaining("it is no recording of agent " + TestAgents.agent(2).id());
  }

  /** Changes lines, and makes their sums fit. */
  private void edit(UnaryOperator<String> change) throws IOException {
    LineSum before = new LineSum();
    LineSum after = new LineSum();
    List<String> lines = Files.readAllLines(file);
    Files.delete(file);
    for (String line : lines) {
      String json =
          new String(before.open(line.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
      byte[] sealed = after.seal(change.apply(json).getBytes(StandardCharsets.UTF_8));
      Files.write(file, sealed, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }
}
