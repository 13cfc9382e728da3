package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a recording holds, and that its decisions are made again. */
class RecordingTest {
  @TempDir private Path dir;
  private Path file;
  private RecordedRun run;

  @BeforeEach
  void setUp() {
    file = dir.resolve("records/ada.jsonl");
    run = new RecordedRun(file);
  }

  @Test
  void aRunIsReplayedStepByStep() throws IOException {
    run.record();

    Replay replay = run.replay();

    assertThat(run.agent().tip().state()).contains(ClaimState.DONE);
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
    run.record(
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
        RecordedRun.answering(
            input -> {
              heard.add(input);
              return List.of();
            },
            new ArrayList<>());

    for (int maxBytes : List.of(100, Recorder.MAX_BYTES)) { // the first is full at once
      Path own = file.resolveSibling(maxBytes + ".jsonl");
      try (Recorder recorder = Recorder.open(own, LoneAgent.IDENTITY.id(), listens, maxBytes)) {
        run.agent()
            .run(recorder, new ClaimInput.ReadFailed(new CallId(9), "no " + LoneAgent.SECRET));
      }
    }

    assertThat(heard)
        .filteredOn(ClaimInput.ReadFailed.class::isInstance)
        .extracting(input -> ((ClaimInput.ReadFailed) input).why())
        .containsExactly("no [secret]", "no [secret]");
  }

  @Test
  void theFirstOtherDecisionIsNamed() throws IOException {
    run.record();
    run.edit(line -> line.replace("says PUBLISHED", "says DONE"));

    Replay.Difference difference = run.replay().difference().orElseThrow();

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
    run.record();
    run.edit(line -> line.replaceFirst(pattern.strip(), other.strip()));

    assertThat(run.replay().difference().orElseThrow().got()).contains(got);
  }

  @Test
  void anotherProtocolAndABrokenOneAreFound() {
    run.record();

    assertThat(Recording.replay(file, name -> new RendezvousProtocol()).same()).isFalse();
    assertThat(Recording.replay(file, name -> new WithoutFence()).difference().orElseThrow().got())
        .startsWith("waits until ");
  }

  @Test
  void aMachineThatDoesNotComeBackIsTold() {
    run.record();
    AtomicBoolean goOn = new AtomicBoolean();
    ClaimProtocol looping =
        RecordedRun.answering(
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
  void anEffectThatCannotBeWrittenEndsTheRecordingAndNotTheAgent() {
    ClaimEffect broken =
        new ClaimEffect.Announce(ClaimEffect.Announce.Kind.DONE, null, "", Duration.ZERO);
    List<Instant> steps = new ArrayList<>();
    ClaimProtocol faulty = RecordedRun.answering(input -> List.of(broken), steps);

    try (Recorder recorder = Recorder.open(file, LoneAgent.IDENTITY.id(), faulty)) {
      run.agent().run(recorder);
    }

    assertThat(steps).hasSize(16);
    assertThat(run.replay().inputs()).isZero();
  }

  @Test
  void whatAMachineEndsWithIsRecorded() {
    ClaimInput unknown = new ClaimInput.Heard(new byte[] {1, 2});
    ClaimProtocol failing =
        RecordedRun.answering(
            input -> {
              if (input.equals(unknown)) {
                throw new IllegalStateException("what now?");
              }
              return List.of();
            },
            new ArrayList<>());
    try (Recorder recorder = Recorder.open(file, LoneAgent.IDENTITY.id(), failing)) {
      assertThatThrownBy(() -> run.agent().run(recorder, unknown)).hasMessage("what now?");
    }

    assertThat(Recording.replay(file, name -> failing).same()).isTrue();
    assertThat(run.replay().difference().orElseThrow().expected())
        .isEqualTo("ends with java.lang.IllegalStateException: what now?");
  }
}
