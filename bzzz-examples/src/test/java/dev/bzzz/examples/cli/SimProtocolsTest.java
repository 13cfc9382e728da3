package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.machine.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Protocols of one's own, named by their class. */
final class SimProtocolsTest {
  @TempDir private Path temp;

  @Test
  void aBadProtocolOfOnesOwnIsCaughtAndCanBeReplayed() {
    Path file = temp.resolve("bad.json");
    Cli.Ended ended =
        Cli.run(
            "sim",
            "--protocol",
            LazyProtocol.class.getName(),
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
    Cli.Ended replayed = Cli.run("sim", "replay", file, "--protocol", LazyProtocol.class.getName());
    assertThat(replayed.exitCode()).isOne();
    assertThat(replayed.out())
        .contains("agent-0    starts")
        .contains("VIOLATED L3")
        .contains("#1 is free for ");
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
  void aProtocolThatCannotSayItsNameIsRefused() {
    Cli.Ended nameless = Cli.run("sim", "--protocol", Nameless.class.getName());

    assertThat(nameless.exitCode()).isEqualTo(2);
    assertThat(nameless.err())
        .contains("Nameless has no name: its name() threw java.lang.IllegalStateException: who");
  }

  @Test
  void theCommandThatReplaysCanBePasted() {
    Path file = temp.resolve("a bad one.json");
    Path folder = temp.resolve("my classes");
    assertThat(folder.toFile().mkdir()).isTrue();

    Cli.Ended ended =
        Cli.run(
            "sim",
            "--protocol=" + LazyProtocol.class.getName(),
            "--class-path=" + folder,
            "--scenarios=1",
            "--agents=1",
            "--tasks=1",
            "--out=" + file);

    assertThat(ended.out())
        .contains("step by step: ", "sim replay '" + file + "'", "--class-path='" + folder + "'");
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
      return new LazyProtocol().machine(context);
    }
  }

  /** Throws when it is asked for its name. */
  public static final class Nameless implements ClaimProtocol {
    /** For the loader. */
    public Nameless() {}

    @Override
    public String name() {
      throw new IllegalStateException("who am I?");
    }

    @Override
    public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
      return new LazyProtocol().machine(context);
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
}
