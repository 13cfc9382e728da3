package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.RendezvousProtocol;
import dev.bzzz.core.machine.CallId;
import dev.bzzz.core.machine.Machine;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.message.Post;
import dev.bzzz.core.testkit.mutants.Mutant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said on the mesh costs little and decides nothing; whoever believes it is noticed. */
class MeshLiesTest {
  private static final Simulator SOUND = Simulator.of(new RendezvousProtocol());

  @Test
  void announcedTasksThatAreNotThereAreAskedOfTheForgeAndOfNobodyElse() {
    Run run = SOUND.run(liars("rendezvous", Fault.MeshLiar.Kind.ANNOUNCEMENTS));

    assertThat(run.violations()).isEmpty();
    assertThat(run.trace().toString()).contains("a liar says Announcement");
  }

  @Test
  void whoeverAsksTheLedgerForWhatWasOnlyAnnouncedIsNoticed() {
    Run run =
        Simulator.of(new Rash(new RendezvousProtocol()))
            .check(liars("rendezvous", Fault.MeshLiar.Kind.ANNOUNCEMENTS));

    assertThat(run.firstViolation().orElseThrow().invariant()).isEqualTo(Invariant.S8);
  }

  @Test
  void messagesThatCountForOtherTasksThanTheyWereSignedForAreNoticed() {
    Fault lost =
        new Fault.Mesh(
            Fault.Mesh.Kind.LOSS, 50, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(60));
    Scenario lies = liars("optimistic", Fault.MeshLiar.Kind.MISPLACED);
    Scenario scenario = lies.withFaults(List.of(lost, lies.faults().get(0)));

    Run sound = Mutant.M18.sound().check(scenario);
    Run unbound = Mutant.M18.simulator().check(scenario);

    assertThat(sound.violations()).isEmpty();
    assertThat(sound.statistics().drops()).isPositive();
    assertThat(unbound.firstViolation().orElseThrow().invariant()).isEqualTo(Invariant.S8);
  }

  private static Scenario liars(String protocol, Fault.MeshLiar.Kind kind) {
    return Scenario.of(protocol, 3, 3, 11)
        .withFaults(
            List.of(
                new Fault.MeshLiar(
                    kind, Duration.ofMillis(30), Duration.ZERO, Duration.ofSeconds(60))));
  }

  /** Reads the claim of every task it hears of. */
  private record Rash(ClaimProtocol sound) implements ClaimProtocol {
    @Override
    public String name() {
      return sound.name();
    }

    @Override
    public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
      Machine<ClaimInput, ClaimEffect> machine = sound.machine(context);
      return new Machine<>() {
        @Override
        public List<ClaimEffect> on(ClaimInput input, Instant now) {
          List<ClaimEffect> effects = new ArrayList<>(machine.on(input, now));
          if (input instanceof ClaimInput.Heard heard
              && context.post().orElseThrow().read(heard.wire()) instanceof Post.Read.Signed said
              && said.letter().message() instanceof Message.Announcement news) {
            CallId call = new CallId(1_000_000);
            news.tasks().keySet().forEach(task -> effects.add(new ClaimEffect.Read(call, task)));
          }
          return effects;
        }

        @Override
        public Optional<Instant> deadline() {
          return machine.deadline();
        }
      };
    }
  }
}
