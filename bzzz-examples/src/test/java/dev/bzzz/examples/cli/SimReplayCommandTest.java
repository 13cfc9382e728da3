package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimProtocols;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.machine.Machine;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.sim.Recorder;
import dev.bzzz.core.sim.Scenario;
import dev.bzzz.core.task.TaskId;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SimReplayCommandTest {
  @TempDir private Path temp;

  @Test
  void aBrokenScenarioFileNamesTheField() throws Exception {
    Path file = temp.resolve("scenario.json");
    Files.writeString(file, "{\"v\":1,\"seed\":\"x\"}");

    Cli.Ended ended = Cli.run("sim", "replay", file);

    assertThat(ended.exitCode()).isOne();
    assertThat(ended.err()).contains("seed: not a whole number").hasLineCount(1);
  }

  @Test
  void aFileThatIsTooLongForAScenarioIsNotRead() throws Exception {
    Path file = temp.resolve("long.json");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 40);
    }

    Cli.Ended ended = Cli.run("sim", "replay", file);

    assertThat(ended.exitCode()).isOne();
    assertThat(ended.err()).contains("it is longer than 16777216 bytes; correct the file");
  }

  @Test
  void aRecordingIsReplayedAndTheFirstOtherDecisionNamed() {
    Path file = temp.resolve("ada.jsonl");
    Identity ada = Identity.ofSeed(new byte[32]);
    TaskId task = new TaskId(new RepositoryId("a".repeat(32)), 7);
    InMemoryLedger ledger = new InMemoryLedger();
    ledger.register(task.repository(), ClaimPolicy.of(Map.of(ada.id(), "ada"), ClaimTiming.LOCAL));
    try (Recorder recorder = Recorder.open(file, ada.id(), ClaimProtocols.named("optimistic"))) {
      var machine = recorder.machine(new ClaimContext(ada, 1, new Random(1)));
      var view = ledger.scan(task.repository());
      machine.on(new ClaimInput.Observed(List.of(task), List.of(view)), Instant.EPOCH);
      machine.on(new ClaimInput.Tick(), machine.deadline().orElseThrow());
    }

    Cli.Ended replayed = Cli.run("sim", "replay", file);
    Cli.Ended other = Cli.run("sim", "replay", file, "--protocol", Sluggish.class.getName());
    Cli.Ended otherJson =
        Cli.run("sim", "replay", file, "--protocol", Sluggish.class.getName(), "--json");

    Cli.Ended named = Cli.run("sim", "replay", file, "--protocol", LazyProtocol.class.getName());

    assertThat(named.exitCode()).isOne();
    assertThat(named.err())
        .contains("it was made by a protocol called 'optimistic', and --protocol names lazy; ")
        .contains("name the class whose name() is the recorded one");
    assertThat(replayed.exitCode()).as(replayed.err()).isZero();
    assertThat(replayed.out())
        .contains("starts with the protocol optimistic")
        .contains("call-1 reads aaaaaaaa#7")
        .contains("the same decisions: 2 inputs, 1 effects, starts 1");
    assertThat(other.exitCode()).isOne();
    assertThat(other.out())
        .contains("DIFFERENT at line 6 of " + file)
        .contains("  input     could take [aaaaaaaa#7], sees []")
        .contains("  got       waits for others only");
    JsonNode json = otherJson.json();
    assertThat(json.get("same").asBoolean()).isFalse();
    assertThat(json.get("difference").get("line").asInt()).isEqualTo(6);
    assertThat(json.get("steps")).hasSize(3);
  }

  @Test
  void theRecordingOfAKilledAgentIsReplayedAndCalledSo() throws Exception {
    Path file = temp.resolve("killed.jsonl");
    Identity ada = Identity.ofSeed(new byte[32]);
    try (Recorder recorder = Recorder.open(file, ada.id(), ClaimProtocols.named("optimistic"))) {
      recorder.machine(new ClaimContext(ada, 1, new Random(1)));
    }
    Cli.Ended whole = Cli.run("sim", "replay", file);
    Files.write(file, Files.readAllLines(file).subList(0, 2));

    Cli.Ended killed = Cli.run("sim", "replay", file);

    assertThat(whole.out()).doesNotContain("the recording ends");
    assertThat(killed.exitCode()).as(killed.err()).isZero();
    assertThat(killed.out())
        .contains("the recording ends without its closing line: the agent was killed, or ")
        .contains(" after line 2\n");
  }

  @Test
  void onlyTasksAndProtocolsThatThereAreCanBeShown() throws Exception {
    Path two = temp.resolve("two.json");
    Files.write(two, Scenario.of("optimistic", 1, 2, 1).toJson());
    Path named = temp.resolve("named.json");
    Files.write(named, Scenario.of("p".repeat(10_000), 1, 1, 1).toJson());

    Cli.Ended third = Cli.run("sim", "replay", two, "--task=3");
    Cli.Ended unknown = Cli.run("sim", "replay", named);

    assertThat(third.exitCode()).isEqualTo(2);
    assertThat(third.err()).contains("--task is from 1 to 2, not 3");
    assertThat(unknown.exitCode()).isOne();
    assertThat(unknown.err()).contains("unknown protocol 'ppp").hasSizeLessThan(1000);
  }

  @Test
  void whatComesThroughAPipeIsReplayed() throws Exception {
    Path recording = temp.resolve("ada.jsonl");
    Identity ada = Identity.ofSeed(new byte[32]);
    try (Recorder recorder = Recorder.open(recording, ada.id(), ClaimProtocols.named("auction"))) {
      recorder.machine(new ClaimContext(ada, 1, new Random(1)));
    }
    Path scenario = temp.resolve("scenario.json");
    Files.write(scenario, Scenario.of("optimistic", 1, 1, 1).toJson());

    Cli.Ended recorded = Cli.run("sim", "replay", piped(recording));
    Cli.Ended ran = Cli.run("sim", "replay", piped(scenario));

    assertThat(recorded.exitCode()).as(recorded.err()).isZero();
    assertThat(recorded.out()).contains("starts with the protocol auction");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("every invariant held");
  }

  /** A pipe into which something else writes the file. */
  private Path piped(Path file) throws Exception {
    Path pipe = temp.resolve(file.getFileName() + ".pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    new ProcessBuilder("sh", "-c", "exec cat \"$1\" >\"$2\"", "sh", file + "", pipe + "").start();
    return pipe;
  }

  @Test
  void whatIsNoFileIsCalledSo() {
    Cli.Ended missing = Cli.run("sim", "replay", temp.resolve("none"));
    Cli.Ended folder = Cli.run("sim", "replay", temp);

    assertThat(missing.exitCode()).isOne();
    assertThat(missing.err())
        .isEqualToIgnoringNewLines(
            "bzzz: cannot read " + temp.resolve("none") + ": there is no such file");
    assertThat(folder.exitCode()).isOne();
    assertThat(folder.err()).contains(": it is a folder; name a file in it").hasLineCount(1);
  }

  @Test
  void anEmptyFileIsCalledSo() throws Exception {
    Path file = Files.createFile(temp.resolve("empty.jsonl"));

    Cli.Ended ended = Cli.run("sim", "replay", file);

    assertThat(ended.exitCode()).isOne();
    assertThat(ended.err())
        .contains("it is empty: the agent was killed before it began")
        .hasLineCount(1);
  }

  @Test
  void aRecordingOfAProtocolOfOnesOwnAsksForItsClass() {
    Path file = temp.resolve("lazy.jsonl");
    Identity ada = Identity.ofSeed(new byte[32]);
    try (Recorder recorder = Recorder.open(file, ada.id(), new LazyProtocol())) {
      recorder.machine(new ClaimContext(ada, 1, new Random(1)));
    }

    Cli.Ended unnamed = Cli.run("sim", "replay", file);

    assertThat(unnamed.exitCode()).isOne();
    assertThat(unnamed.err())
        .contains("it was made by a protocol called 'lazy', and Bzzz has only auction, ")
        .contains("name its class, as in --protocol com.acme.MyProtocol --class-path DIR");
    assertThat(
            Cli.run("sim", "replay", file, "--protocol", LazyProtocol.class.getName()).exitCode())
        .isZero();
  }

  /** A protocol of a name that is taken, which never tries. */
  public static final class Sluggish implements ClaimProtocol {
    /** For the loader. */
    public Sluggish() {}

    @Override
    public String name() {
      return "optimistic";
    }

    @Override
    public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
      return new LazyProtocol().machine(context);
    }
  }
}
