package dev.bzzz.core.testkit.mutants;

import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.Committee;
import dev.bzzz.core.claim.quorum.VoterDisk;
import dev.bzzz.core.machine.Machine;
import dev.bzzz.core.message.Post;
import dev.bzzz.core.sim.Equipment;
import dev.bzzz.core.sim.Fault;
import dev.bzzz.core.sim.FaultClass;
import dev.bzzz.core.sim.Invariant;
import dev.bzzz.core.sim.LedgerClient;
import dev.bzzz.core.sim.Mutation;
import dev.bzzz.core.sim.Scenario;
import dev.bzzz.core.sim.Simulator;
import dev.bzzz.core.sim.Voting;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * One thing done wrong, the invariant that must notice, and scenarios in which it shows. Numbers
 * are those of the design; what is missing cannot be caught by the simulator yet. Safe for use by
 * many threads.
 */
public enum Mutant implements Mutation {
  /** Between look and push somebody else pushes. */
  M1(
      "looks whether a task is free, then assigns it by force",
      Invariant.S1,
      Aim.contention(),
      ledger(LookThenAssign::new)),
  /** A forced push. */
  M2(
      "compare-and-swap without the expected tip",
      Invariant.S1,
      Aim.contention(),
      ledger(Overwriting::new)),
  /** A publication by force: term and branch of a holder that was replaced. */
  M3("publishes without a fence", Invariant.S2, Aim.longPause(), ledger(UnfencedPublish::new)),
  /** Git leaves out a ref that does not move, and never looks at its lease. */
  M4(
      "publishes the branch in a push that leaves the claim ref unchanged",
      Invariant.S5,
      Aim.longPause(),
      ledger(BranchFirst::new)),
  /** First the record, then the branch. */
  M5(
      "publishes record and branch in two pushes",
      Invariant.S4,
      Aim.contention(),
      ledger(RecordFirst::new)),
  /** Each ref for itself. */
  M6(
      "pushes several refs without making them one atomic step",
      Invariant.S5,
      Aim.longPause(),
      ledger(Piecemeal::new)),
  /** The earlier stamp wins, whoever was there first. */
  M7(
      "settles ties by wall clock",
      Invariant.S1,
      Aim.contention().with(FaultClass.SKEW),
      ledger(TieByWallClock::new)),
  /** Who hears of nobody earlier believes itself first. */
  M8("settles ties by what arrived first", Invariant.S1, Aim.contention(), machine(Conceited::new)),
  /** Compares the stamp of a challenge with its own clock. */
  M9(
      "judges by wall timestamps whether a challenge has expired",
      Invariant.E1,
      Aim.longPause().with(FaultClass.SKEW),
      machine(Usurper::byWallClock)),
  /** Two holders share a fencing token. */
  M10(
      "takes over without raising the term",
      Invariant.S1,
      Aim.longPause(),
      both(machine(SameTerm::new), ledger(Unchecked::new))),
  /** A claim ref that was deleted counts as one that never was. */
  M11(
      "starts again at term 1 when the claim ref has vanished",
      Invariant.S2,
      Aim.vandals(Fault.Vandal.Kind.DELETION),
      ledger(Forgetful::ofVanished)),
  /** An answer that never came. */
  M12("takes an unknown outcome for lost", Invariant.S10, Aim.lostReplies(), machine(Hasty::lost)),
  /** An answer that never came. */
  M13("takes an unknown outcome for won", Invariant.S10, Aim.lostReplies(), machine(Hasty::won)),
  /** The new record conflicts with the old one, should that have arrived. */
  M14(
      "answers an unknown outcome by a new record",
      Invariant.S10,
      Aim.lostReplies(),
      machine(Renewing::new)),
  /** Everybody at the same moment. */
  M15(
      "takes over as soon as the grace is over, and so does everybody",
      Invariant.E2,
      Aim.orphans(),
      machine(Usurper::atOnce)),
  /** The record is refused, the branch goes out all the same. */
  M16(
      "pushes its branch though its claim is lost",
      Invariant.S5,
      Aim.longPause(),
      ledger(SoreLoser::new)),
  /** What it has not watched, it has not seen stand still. */
  M17(
      "believes after a restart that every record has stood still for long",
      Invariant.E1,
      Aim.restarts(),
      machine(BornLate::new)),
  /** What was signed for one task counts for another one. */
  M18(
      "signs without task, term and domain",
      Invariant.S3,
      Aim.transplants(),
      equipment -> equipment.coverage(new Unbound())),
  /** Whoever repeats the last words of the dead keeps them alive. */
  M19(
      "takes in messages that were heard before",
      Invariant.L6,
      Aim.lastWords(),
      machine((context, sound) -> sound.machine(context.by(forgiving(context))))),
  /** Whoever says often enough that it is about to take a task keeps everybody from it. */
  M20(
      "waits as often as others say that they are about to try",
      Invariant.L6,
      Aim.intents(),
      machine(Deferential::new)),
  /** Who has seen the others' bids outbids them. */
  M21(
      "lets a bid count that was opened and never sealed",
      Invariant.S11,
      Aim.bids(),
      machine(Credulous::of)),
  /** Whoever was promised that nothing older is accepted may find that it was. */
  M22(
      "forgets as a voter, on a restart, what it promised",
      Invariant.S7,
      Aim.dyingVoters(),
      new Voting(EnumSet.complementOf(EnumSet.of(VoterDisk.Note.PROMISE)), Voting.SOUND.renewal())),
  /** Two majorities that share nobody decide the same task. */
  M23(
      "counts majorities of two memberships, of which none has handed over to the other",
      Invariant.S7,
      Aim.handover(),
      new Voting(Voting.SOUND.synced(), (before, voters) -> Committee.first(voters))),
  /** People have turned it down meanwhile, so the forge allows one more. */
  M24(
      "opens pull requests without looking for one",
      Invariant.S6,
      Aim.turnedDown(),
      equipment -> equipment.pullRequests(NoLookup::new)),
  /** Two pull requests of one task stay open. */
  M25(
      "leaves outdated pull requests open",
      Invariant.S6,
      Aim.contention().with(FaultClass.BYZANTINE),
      machine(Untidy::new)),
  /** Gossip lags behind, and liars repeat it. */
  M26(
      "repairs a claim to what it heard of, not to what it read",
      Invariant.S2,
      Aim.vandals(Fault.Vandal.Kind.GARBAGE).with(FaultClass.LOSS),
      both(machine(Gullible::new), ledger(Unchecked::new))),
  /** A claim ref that was moved back counts as current. */
  M27(
      "does not notice that the claim ref was moved back",
      Invariant.S2,
      Aim.vandals(Fault.Vandal.Kind.ROLLBACK),
      ledger(Forgetful::ofMovedBack)),
  /** Everybody is the best in its own eyes. */
  M28(
      "weighs itself by what it has told nobody",
      Invariant.S11,
      Aim.skills(),
      machine((context, sound) -> sound.machine(Vain.context(context)))),
  /** When the lost answer was a yes, there are two tasks for one slot. */
  M29(
      "takes no slot for a grant whose outcome is unknown",
      Invariant.S9,
      Aim.lostReplies(),
      machine(Overcommitted::new)),
  /** Issues stay open until people merge. */
  M30(
      "does finished tasks again because their issue is open",
      Invariant.S3,
      Aim.contention(),
      machine(Restless::new));

  private final String text;
  private final Invariant expected;
  private final Aim aim;
  private final Supplier<Simulator> broken;
  private final Supplier<Simulator> sound;

  Mutant(String text, Invariant expected, Aim aim, UnaryOperator<Equipment> breaking) {
    this.text = text;
    this.expected = expected;
    this.aim = aim;
    this.broken =
        () -> Simulator.of(List.of(breaking.apply(Equipment.of(aim.protocol().orElseThrow()))));
    this.sound = () -> Simulator.of(aim.protocol().orElseThrow());
  }

  Mutant(String text, Invariant expected, Aim aim, Voting voting) {
    this.text = text;
    this.expected = expected;
    this.aim = aim;
    this.broken = () -> Simulator.of(voting);
    this.sound = () -> Simulator.of(Voting.SOUND);
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public Invariant expected() {
    return expected;
  }

  @Override
  public Scenario scenario(long seed) {
    return aim.scenario(sound.get().protocols().get(0), seed);
  }

  @Override
  public Simulator simulator() {
    return broken.get();
  }

  /** Runs the same scenarios with what the mutant was made from. */
  public Simulator sound() {
    return sound.get();
  }

  private static UnaryOperator<Equipment> ledger(Supplier<LedgerClient> broken) {
    return equipment -> equipment.ledger(broken);
  }

  private static UnaryOperator<Equipment> machine(Breaking breaking) {
    return equipment -> equipment.protocol(new MutatedProtocol(equipment.protocol(), breaking));
  }

  private static Post forgiving(ClaimContext context) {
    return new Forgiving(context.post().orElseThrow());
  }

  private static UnaryOperator<Equipment> both(
      UnaryOperator<Equipment> one, UnaryOperator<Equipment> other) {
    return equipment -> other.apply(one.apply(equipment));
  }

  /** Puts a broken machine around, or in place of, a sound one. */
  @FunctionalInterface
  private interface Breaking {
    Machine<ClaimInput, ClaimEffect> broken(ClaimContext context, ClaimProtocol sound);
  }

  private record MutatedProtocol(ClaimProtocol sound, Breaking breaking) implements ClaimProtocol {
    @Override
    public String name() {
      return sound.name();
    }

    @Override
    public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
      return breaking.broken(context, sound);
    }
  }
}
