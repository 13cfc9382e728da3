package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.OptimisticProtocol;
import dev.bzzz.core.testkit.TestAgents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings that were cut, changed, filled up, or are none. */
class RecordingFileTest {
  @TempDir private Path dir;
  private Path file;
  private RecordedRun run;

  @BeforeEach
  void setUp() {
    file = dir.resolve("records/ada.jsonl");
    run = new RecordedRun(file);
  }

  @Test
  void noByteChangesUnnoticed() throws IOException {
    run.record();
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
  void aTornLastLineIsLeftOutAndTheRecordingGoesOnBehindIt() throws IOException {
    run.record();
    run.cut(1);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 10));

    Replay torn = run.replay();
    run.record();
    Replay longer = run.replay();

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
    run.record();
    long lines = Files.readAllLines(file).size();
    run.cut(1);

    Replay killed = run.replay();
    run.cut(3);
    Replay cut = run.replay();
    run.record();

    assertThat(killed.same()).isTrue();
    assertThat(killed.inputs()).isEqualTo(16);
    assertThat(killed.ending())
        .contains(
            "ends without its closing line: the agent was killed, or could not write it, or the"
                + " file was cut after line "
                + (lines - 1));
    assertThat(cut.same()).isTrue();
    assertThat(cut.ending().orElseThrow()).endsWith(" after line " + (lines - 4));
    assertThat(run.replay().ending()).as("it was started again and stopped").isEmpty();
  }

  @Test
  void aFileWithoutAWholeLineIsNamedAsWhatItIs() throws IOException {
    run.record();
    byte[] whole = Files.readAllBytes(file);

    Files.write(file, new byte[0]);
    assertThat(Recording.is(file)).isTrue();
    assertThatThrownBy(run::replay)
        .isInstanceOf(PermanentException.class)
        .hasMessage(
            "cannot replay "
                + file
                + ": it is empty: the agent was killed before it began, or the file was cut;"
                + " record again");

    Files.write(file, Arrays.copyOf(whole, 12));
    assertThat(Recording.is(file)).isTrue();
    assertThatThrownBy(run::replay).hasMessageContaining(": its first line is incomplete: ");
  }

  @Test
  void aStreamIsReplayedAsFarAsItMayBeLong() throws IOException {
    run.record();
    byte[] whole = Files.readAllBytes(file);
    Path name = Path.of("/dev/stdin");

    Replay replay =
        Recording.replay(
            new ByteArrayInputStream(whole), name, any -> new OptimisticProtocol(), whole.length);

    assertThat(replay.same()).isTrue();
    assertThat(replay.ending()).isEmpty();
    assertThatThrownBy(
            () ->
                Recording.replay(
                    new ByteArrayInputStream(whole),
                    name,
                    any -> new OptimisticProtocol(),
                    whole.length - 1))
        .isInstanceOf(PermanentException.class)
        .hasMessage("cannot replay /dev/stdin: it is longer than " + (whole.length - 1) + " bytes");
  }

  @Test
  void whoAsksWhatAStreamIsLosesNothingOfIt() throws IOException {
    run.record();
    byte[] whole = Files.readAllBytes(file);
    InputStream recording = new ByteArrayInputStream(whole);
    InputStream other = new ByteArrayInputStream(new byte[] {'{', '}'});

    assertThat(Recording.is(recording)).isTrue();
    assertThat(Recording.is(other)).isFalse();

    assertThat(recording.readAllBytes()).isEqualTo(whole);
    assertThat(other.readAllBytes()).containsExactly('{', '}');
  }

  @Test
  void noStepFollowsTheClosingLine() throws IOException {
    run.record();
    List<String> lines = Files.readAllLines(file);
    String closing = "{\"type\":\"end\"";
    assertThat(lines.get(lines.size() - 1)).startsWith(closing);

    run.edit(line -> line.startsWith("{\"type\":\"start\"") ? closing + "}" : line);

    assertThatThrownBy(run::replay).hasMessageContaining(": a step before a start");
  }

  @Test
  void aFullFileEndsTheRecordingAndNotTheAgent() throws IOException {
    run.record(5_000);

    Replay replay = run.replay();

    assertThat(run.agent().tip().state()).contains(ClaimState.DONE);
    assertThat(Files.size(file)).isBetween(2_000L, 5_000L);
    assertThat(replay.same()).isTrue();
    assertThat(replay.ending())
        .contains("ends where it was as long as it may be; the agent went on");
  }

  @Test
  void aFullFileStaysAsLongAsItMayBeHoweverOftenTheAgentStarts() throws IOException {
    for (int i = 0; i < 8; i++) {
      run.record(3_000);
    }

    assertThat(Files.size(file)).isBetween(2_000L, 3_000L);
    assertThat(run.replay().same()).isTrue();
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
    run.record();
    run.edit(line -> line.replace(good.strip(), bad.strip()));

    assertThatThrownBy(run::replay)
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining(message.strip())
        .hasMessageStartingWith("cannot replay " + file + ": line ");
  }

  @Test
  void whatIsNoRecordingIsNeitherReadNorContinued() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "agent:\n  name: ada\n");

    assertThat(Recording.is(file)).isFalse();
    assertThatThrownBy(run::replay).hasMessageContaining("line 1: not a line of a recording");
    assertThatThrownBy(run::record)
        .isInstanceOf(PermanentException.class)
        .hasMessageEndingWith("; name another file");
    assertThat(file).hasContent("agent:\n  name: ada\n");
    assertThatThrownBy(() -> Recording.replay(dir.resolve("none"), name -> null))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void theRecordingOfAnotherAgentIsNotContinued() {
    run.record();

    assertThatThrownBy(
            () -> Recorder.open(file, TestAgents.agent(2).id(), new OptimisticProtocol()))
        .hasMessageContaining("it is no recording of agent " + TestAgents.agent(2).id());
  }
}
