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
import dev.bzzz.core.sim.Campaign;
import dev.bzzz.core.sim.Recorder;
import dev.bzzz.core.task.TaskId;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SimCommandTest {
  @TempDir private Path temp;

  @Test
  void aGoodProtocolHoldsUnderAllFaults() {
    Cli.Ended ended =
        Cli.run("sim", "--agents", "3", "--tasks", "3", "--scenarios", "20", "--json");

    assertThat(ended.exitCode()).isZero();
    List<String> fields = new ArrayList<>();
    ended.json().fieldNames().forEachRemaining(fields::add);
    assertThat(fields)
        .containsExactly(
            "scenarios",
            "violations",
            "scenariosPerSecond",
            "casPerTask",
            "pushesPerTask",
            "publishesPerTask",
            "grantLatencyMs",
            "firstViolation");
    assertThat(ended.json().get("scenarios").asInt()).isEqualTo(20);
    assertThat(ended.json().get("violations").asInt()).isZero();
    assertThat(ended.json().get("firstViolation").isNull()).isTrue();
  }

  @Test
  void aBadProtocolOfOnesOwnIsCaughtAndCanBeReplayed() {
    Path file = temp.resolve("bad.json");
    Cli.Ended ended =
        Cli.run(
            "sim",
            "--protocol",
            Lazy.class.getName(),
            "--class-path",
            temp,
            "--scenarios",
            "5",
            "--out",
            file,
            "--json");

    assertThat(ended.exitCode()).isOne();
    JsonNode violation = ended.json().get("firstViolation");
    assertThat(violation.get("invariant").asText()).isEqualTo("L3");
    assertThat(violation.get("tasks").asInt()).isOne();
    Cli.Ended replayed = Cli.run("sim", "replay", file, "--protocol", Lazy.class.getName());
    assertThat(replayed.exitCode()).isOne();
    assertThat(replayed.out())
        .contains("agent-0    starts")
        .contains("VIOLATED L3")
        .contains("#1 is free for ");
  }

  @Test
  void mutantsThatSurviveAreNamed() {
    Cli.Ended ended =
        Cli.run(
            "sim",
            "mutants",
            "--scenarios=1",
            "--hunts=2",
            "--only=M1,M5,M16",
            "--no-shrink",
            "--json");

    JsonNode json = ended.json();
    assertThat(ended.exitCode()).isOne();
    assertThat(json.get("mutants").asInt()).isEqualTo(3);
    assertThat(json.get("killed").asInt()).isEqualTo(2);
    assertThat(json.get("survivors")).extracting(JsonNode::asText).containsExactly("M16");
    assertThat(json.get("results")).hasSize(3);
    JsonNode caught = json.get("results").get(0);
    assertThat(caught.get("mutant").asText()).isEqualTo("M1");
    assertThat(caught.get("caught").asText()).isEqualTo(caught.get("expected").asText());
    assertThat(caught.get("seed").asLong()).isOne();
    assertThat(caught.get("median").asLong()).isOne();
    assertThat(caught.get("witness").get("seed").asLong()).isOne();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--faults boredom | unknown fault 'boredom'",
        "mutants --scenarios 0 | --scenarios is from 1 to 1000000, not 0",
        "mutants --only M5,M99 | --only: no mutant is called 'M99'; known: [M1, M2,",
        "--agents 0 | --agents is from 1 to 5000, not 0",
        "--agents 99999999999999999999 | --agents is from 1 to 5000, not more",
        "--tasks x | 'x' is not a whole number",
        "--tasks -5 | --tasks is from 1 to 5000, not -5",
        "--scenarios 1000000001 | --scenarios is from 1 to 1000000000, not 1000000001",
        "--threads 0 | --threads is from 1 to 1024, not 0",
        "--threads 2000 | --threads is from 1 to 1024, not 2000",
        "mutants --hunts 0 | --hunts is from 1 to 1000, not 0",
        "replay x.json --task 0 | --task is from 1 to 2147483647, not 0",
        "--protocol nonsense | unknown protocol 'nonsense'",
        "--protocol com.acme.None | class com.acme.None is not on the class path",
        "--protocol java.lang.Object | does not implement ClaimProtocol"
      })
  void wrongUsageIsOneLine(String options, String message) {
    List<Object> words = new ArrayList<>(List.of("sim"));
    words.addAll(List.of(options.split(" ")));

    Cli.Ended ended = Cli.run(words.toArray());

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains(message).hasLineCount(1);
  }

  @Test
  void numbersOfOtherCommandsAreCheckedToo() {
    for (String words :
        List.of(
            "demo --agents 65 | --agents is from 1 to 64, not 65",
            "bench claims --agents 0 | --agents is from 1 to 64, not 0",
            "bench claims --tasks -1 | --tasks is from 1 to 100000, not -1",
            "bench forge --issues 0 | --issues is from 1 to 100000, not 0",
            "bench forge --clients 501 | --clients is from 1 to 500, not 501",
            "bench forge --seconds 3601 | --seconds is from 0 to 3600, not 3601",
            "forge serve --dir x --port 65536 | --port is from 0 to 65535, not 65536")) {
      Cli.Ended ended = Cli.run((Object[]) words.split(" \\| ")[0].split(" "));

      assertThat(ended.exitCode()).as(words).isEqualTo(2);
      assertThat(ended.err()).contains(words.split(" \\| ")[1]).hasLineCount(1);
    }
  }

  @Test
  void whoInterruptsReadsWhatWasDoneAndWhereToGoOn() {
    Report found = SimEnd.report(new Campaign.Progress(40, 1, 37, OptionalLong.of(38)), 1000, 5000);
    Report none = SimEnd.report(new Campaign.Progress(40, 0, 40, OptionalLong.empty()), 1, 40);

    assertThat(found.lines())
        .containsExactly(
            "interrupted: 40 of 5,000 scenarios, 1 with violations",
            "to see the violation, run the same with --seed=1038 --scenarios=1",
            "to go on, run the same with --seed=1037 --scenarios=4963");
    assertThat(found.json().get("nextSeed").asLong()).isEqualTo(1037);
    assertThat(found.json().get("firstViolationSeed").asLong()).isEqualTo(1038);
    assertThat(none.lines()).containsExactly("interrupted: 40 of 40 scenarios, 0 with violations");
    assertThat(none.json().get("firstViolationSeed").isNull()).isTrue();
    assertThat(none.exitCode()).isEqualTo(130);
  }

  @Test
  void aBrokenScenarioFileNamesTheField() throws Exception {
    Path file = temp.resolve("scenario.json");
    Files.writeString(file, "{\"v\":1,\"seed\":\"x\"}");

    Cli.Ended ended = Cli.run("sim", "replay", file);

    assertThat(ended.exitCode()).isOne();
    assertThat(ended.err()).contains("seed: not a whole number").hasLineCount(1);
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

    Cli.Ended named = Cli.run("sim", "replay", file, "--protocol", Lazy.class.getName());

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
  void aRecordingOfAProtocolOfOnesOwnAsksForItsClass() {
    Path file = temp.resolve("lazy.jsonl");
    Identity ada = Identity.ofSeed(new byte[32]);
    try (Recorder recorder = Recorder.open(file, ada.id(), new Lazy())) {
      recorder.machine(new ClaimContext(ada, 1, new Random(1)));
    }

    Cli.Ended unnamed = Cli.run("sim", "replay", file);

    assertThat(unnamed.exitCode()).isOne();
    assertThat(unnamed.err())
        .contains("it was made by a protocol called 'lazy', and Bzzz has only auction, ")
        .contains("name its class, as in --protocol com.acme.MyProtocol --class-path DIR");
    assertThat(Cli.run("sim", "replay", file, "--protocol", Lazy.class.getName()).exitCode())
        .isZero();
  }

  @Test
  void aClassThatCannotBeMadeSaysWhy() throws Exception {
    Path other = temp.resolve("com/acme/Other.class");
    Files.createDirectories(other.getParent());
    Files.write(other, new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe});

    Cli.Ended breaks = Cli.run("sim", "--protocol", Breaks.class.getName());
    Cli.Ended hidden = Cli.run("sim", "--protocol", Hidden.class.getName());
    Cli.Ended broken = Cli.run("sim", "--protocol=com.acme.Other", "--class-path=" + temp);

    assertThat(breaks.exitCode()).isEqualTo(2);
    assertThat(breaks.err())
        .contains("cannot be made: its code threw java.lang.IllegalStateException: no key");
    assertThat(hidden.err()).contains("it has to be public, with a public constructor");
    assertThat(broken.err()).contains("class com.acme.Other cannot be loaded: java.lang.ClassFo");
  }

  @Test
  void aProtocolWithANameThatTheContractRefusesIsRefused() {
    Cli.Ended misnamed = Cli.run("sim", "--protocol", Misnamed.class.getName());

    assertThat(misnamed.exitCode()).isEqualTo(2);
    assertThat(misnamed.err()).contains("Misnamed is called 'My Protocol': let name() return");
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

  /** Has no name that records could carry. */
  public static final class Misnamed implements ClaimProtocol {
    /** For the loader. */
    public Misnamed() {}

    @Override
    public String name() {
      return "My Protocol";
    }

    @Override
    public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
      return new Lazy().machine(context);
    }
  }

  /** Cannot be made. */
  public static final class Breaks {
    /** Throws. */
    public Breaks() {
      throw new IllegalStateException("no key");
    }
  }

  /** Has no public constructor. */
  public static final class Hidden {
    private Hidden() {}
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
      return new Lazy().machine(context);
    }
  }

  /** A protocol that never tries. */
  public static final class Lazy implements ClaimProtocol {
    /** For the loader. */
    public Lazy() {}

    @Override
    public String name() {
      return "lazy";
    }

    @Override
    public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
      return new Machine<>() {
        @Override
        public List<ClaimEffect> on(ClaimInput input, Instant now) {
          return List.of();
        }

        @Override
        public Optional<Instant> deadline() {
          return Optional.empty();
        }
      };
    }
  }
}
