package dev.bzzz.core.testkit;

import dev.bzzz.core.sim.ClockSkew;
import dev.bzzz.core.sim.Crash;
import dev.bzzz.core.sim.Expulsion;
import dev.bzzz.core.sim.Fault;
import dev.bzzz.core.sim.FaultClass;
import dev.bzzz.core.sim.ForgeEvent;
import dev.bzzz.core.sim.Pause;
import dev.bzzz.core.sim.PolicyChange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * A fault that fits itself to the scenario, so that agents and tasks can be taken out of a failing
 * one while its faults stay.
 */
@FunctionalInterface
interface FaultPlan {
  /** The fault among so many agents and tasks. */
  Fault in(int agents, int tasks);

  /** Any fault of these classes that is over within a time. */
  static Arbitrary<FaultPlan> of(Set<FaultClass> classes, Duration within) {
    return Arbitraries.of(List.copyOf(classes).stream().sorted().toList())
        .dontShrink()
        .flatMap(faultClass -> new Plans(within).of(faultClass));
  }

  /** Makes plans. */
  record Plans(Duration within) {
    private Arbitrary<FaultPlan> of(FaultClass faultClass) {
      return switch (faultClass) {
        case CRASH -> crashes(Crash.Disk.KEPT);
        case DISK -> crashes(Crash.Disk.UNSYNCED_LOST, Crash.Disk.LOST);
        case PAUSE ->
            windows(any(), (window, any) -> (n, m) -> new Pause(any % n, window.at, window.length));
        case PARTITION -> partitions();
        case LOSS -> mesh(Fault.Mesh.Kind.LOSS);
        case DUPLICATION -> mesh(Fault.Mesh.Kind.DUPLICATION);
        case REORDER -> mesh(Fault.Mesh.Kind.REORDER);
        case SKEW -> skews();
        case LEDGER -> Arbitraries.oneOf(hosts(), forgeEvents());
        case BYZANTINE ->
            Arbitraries.oneOf(
                meshLiars(), lyingWriters(), vandals(), policyChanges(), expulsions());
      };
    }

    private record Window(Duration at, Duration length) {}

    private <T> Arbitrary<FaultPlan> windows(
        Arbitrary<T> what, BiFunction<Window, T, FaultPlan> plan) {
      long most = within.toMillis();
      return Combinators.combine(millis(most), millis(most), what)
          .as(
              (at, length, thing) ->
                  plan.apply(
                      new Window(
                          Duration.ofMillis(at), Duration.ofMillis(Math.min(length, most - at))),
                      thing));
    }

    /** Agent 0 always comes back: somebody has to be there for the end. */
    private Arbitrary<FaultPlan> crashes(Crash.Disk... disks) {
      return Combinators.combine(
              any(),
              millis(within.toMillis() / 2),
              Arbitraries.integers().between(0, 3),
              millis(within.toMillis() / 2).optional(0.75),
              Arbitraries.of(disks))
          .as(
              (any, at, effects, after, disk) ->
                  (agents, tasks) ->
                      new Crash(
                          any % agents,
                          Duration.ofMillis(at),
                          effects,
                          any % agents == 0
                              ? Optional.of(Duration.ofMillis(after.orElse(0L)))
                              : after.map(Duration::ofMillis),
                          disk));
    }

    private Arbitrary<FaultPlan> partitions() {
      return windows(
          Combinators.combine(any().set().ofMaxSize(8), Arbitraries.of(false, true))
              .as(Island::new),
          (window, island) ->
              (agents, tasks) ->
                  new Fault.Partition(
                      island.members.stream().map(any -> any % agents).distinct().sorted().toList(),
                      island.withoutHost,
                      window.at,
                      window.length));
    }

    private record Island(Set<Integer> members, boolean withoutHost) {}

    private Arbitrary<FaultPlan> mesh(Fault.Mesh.Kind kind) {
      return windows(
          Combinators.combine(percent(), millis(10_000)).as(Share::new),
          (window, share) ->
              (agents, tasks) ->
                  new Fault.Mesh(kind, share.percent, share.delay(), window.at, window.length));
    }

    private Arbitrary<FaultPlan> hosts() {
      return Arbitraries.of(Fault.Host.Kind.class)
          .flatMap(
              kind ->
                  windows(
                      Combinators.combine(percent(), millis(20_000)).as(Share::new),
                      (window, share) ->
                          (agents, tasks) ->
                              new Fault.Host(
                                  kind, share.percent, share.delay(), window.at, window.length)));
    }

    private record Share(int percent, long delayMillis) {
      Duration delay() {
        return Duration.ofMillis(delayMillis);
      }
    }

    private Arbitrary<FaultPlan> skews() {
      long hours = Duration.ofHours(2).toMillis();
      Arbitrary<Long> either = Arbitraries.longs().between(-hours, hours);
      return Combinators.combine(
              any(),
              either,
              Arbitraries.integers().between(-ClockSkew.MAX_DRIFT_PPM, ClockSkew.MAX_DRIFT_PPM),
              millis(within.toMillis()),
              either)
          .as(
              (any, offset, drift, at, jump) ->
                  (agents, tasks) ->
                      new ClockSkew(
                          any % agents,
                          Duration.ofMillis(offset),
                          drift,
                          Duration.ofMillis(at),
                          Duration.ofMillis(jump)));
    }

    private Arbitrary<FaultPlan> meshLiars() {
      return Arbitraries.of(Fault.MeshLiar.Kind.class)
          .flatMap(
              kind ->
                  windows(
                      every(),
                      (window, every) ->
                          (agents, tasks) ->
                              new Fault.MeshLiar(kind, every, window.at, window.length)));
    }

    private Arbitrary<FaultPlan> lyingWriters() {
      return windows(
          every(),
          (window, every) ->
              (agents, tasks) -> new Fault.LyingWriter(every, window.at, window.length));
    }

    private Arbitrary<FaultPlan> vandals() {
      return Combinators.combine(
              Arbitraries.of(Fault.Vandal.Kind.class), any(), millis(within.toMillis()))
          .as(
              (kind, any, at) ->
                  (agents, tasks) ->
                      new Fault.Vandal(kind, 1 + any % tasks, Duration.ofMillis(at)));
    }

    private Arbitrary<FaultPlan> forgeEvents() {
      return Combinators.combine(
              Arbitraries.of(ForgeEvent.Kind.class), any(), millis(within.toMillis()))
          .as(
              (kind, any, at) ->
                  (agents, tasks) -> new ForgeEvent(kind, 1 + any % tasks, Duration.ofMillis(at)));
    }

    /** Agent 0 stays, though with another key: somebody has to be there for the end. */
    private Arbitrary<FaultPlan> policyChanges() {
      return Combinators.combine(
              Arbitraries.of(PolicyChange.Kind.class), any(), millis(within.toMillis()))
          .as(
              (kind, any, at) ->
                  (agents, tasks) ->
                      new PolicyChange(
                          any % agents == 0 ? PolicyChange.Kind.ROTATE : kind,
                          any % agents,
                          Duration.ofMillis(at)));
    }

    private Arbitrary<FaultPlan> expulsions() {
      return millis(within.toMillis())
          .map(at -> (agents, tasks) -> new Expulsion(Duration.ofMillis(at)));
    }

    private static Arbitrary<Duration> every() {
      return Arbitraries.longs().between(50, 5_000).map(Duration::ofMillis);
    }

    private static Arbitrary<Integer> percent() {
      return Arbitraries.of(1, 5, 20, 50, 100);
    }

    private static Arbitrary<Long> millis(long most) {
      return Arbitraries.longs().between(0, most);
    }

    /** Some agent or task: its remainder counts. */
    private static Arbitrary<Integer> any() {
      return Arbitraries.integers().between(0, 999);
    }
  }
}
