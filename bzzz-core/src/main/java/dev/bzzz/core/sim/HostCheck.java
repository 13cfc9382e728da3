package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.task.TaskId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks over the host's shoulder: checks each move of a ref at the moment it happens, with the true
 * time and the whole history before it.
 */
final class HostCheck {
  private final World world;
  private final Story story;
  private final Verdict verdict;
  private final long graceMicros;
  private final TaskCheck[] tasks;
  private final Tally tally;
  private final PullCheck pulls;
  private Caller caller = Caller.NOBODY;
  private int unsettled;
  private long lastGrant;

  HostCheck(Scenario scenario, World world, Story story, Verdict verdict, Tally tally) {
    this.world = world;
    this.story = story;
    this.verdict = verdict;
    this.tally = tally;
    this.pulls = new PullCheck(story, verdict);
    this.graceMicros = Micros.of(scenario.timing().grace());
    this.tasks = new TaskCheck[scenario.tasks()];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] = new TaskCheck();
    }
    this.unsettled = tasks.length;
  }

  /** Who acts on the host from now on. */
  void caller(Caller now) {
    caller = now;
  }

  /** How many tasks are neither DONE nor ESCALATED. */
  int unsettled() {
    return unsettled;
  }

  TaskCheck task(TaskId task) {
    return tasks[(int) task.number() - 1];
  }

  void moved(SimHost host, TaskId id, Register.@Nullable Entry earlier, Register.Entry entry) {
    SignedRecord signed = entry.record.orElseThrow();
    Optional<SignedRecord> before = earlier == null ? Optional.empty() : earlier.record;
    ClaimRecord next = signed.record();
    story.tell("host", () -> Story.text(signed) + " written by " + caller.name());
    TaskCheck task = task(id);
    if (task.vandalised) {
      verdict.require(
          caller.knows(id) < next.seq(),
          Invariant.S2,
          () -> caller.name() + " wrote " + Story.text(signed) + ", and had read a later record");
    } else {
      requireForward(task, signed);
    }
    requireValid(host, before, entry);
    if (caller.honest()) {
      Optional<Long> since = task.forced ? Optional.empty() : Optional.of(task.since);
      new HonestyCheck(host, verdict, caller).check(before, since, signed);
      before.ifPresent(old -> requirePatience(host, task, old, signed));
    }
    if (next.grant().isEmpty()) {
      granted(task, signed);
    }
    if (next.state() == ClaimState.PUBLISHED) {
      published(host, task, signed);
    }
    releaseUnless(task, signed);
    settle(host, id);
    task.since = world.now();
    if (next.actor().equals(next.holder())) {
      task.movedByHolder = world.now();
    }
  }

  /** A ref was set back to a record that was there before: good if it had been damaged. */
  void restored(SimHost host, TaskId id, Register.Entry entry) {
    SignedRecord signed = entry.record.orElseThrow();
    TaskCheck task = task(id);
    story.tell("host", () -> Story.text(signed) + " set back by " + caller.name());
    verdict.require(
        task.vandalised && !caller.knewBeyond(host.register(id), signed),
        Invariant.S2,
        () -> caller.name() + " set the claim back to " + Story.text(signed));
    // Another history, begun after the vandal's deed, may be as long as the one before it.
    task.vandalised = !signed.id().equals(task.newest);
    releaseUnless(task, signed);
    settle(host, id);
    task.since = world.now();
  }

  private void requireForward(TaskCheck task, SignedRecord signed) {
    ClaimRecord next = signed.record();
    AgentId holder = task.holders.putIfAbsent(next.term(), next.holder());
    verdict.require(
        holder == null || holder.equals(next.holder()),
        Invariant.S1,
        () -> Story.text(signed) + " is held by " + next.holder() + ", before by " + holder);
    verdict.require(
        next.term() >= task.term && next.seq() > task.seq,
        Invariant.S2,
        () -> Story.text(signed) + " comes after t" + task.term + " s" + task.seq);
    task.term = next.term();
    task.seq = next.seq();
    task.newest = signed.id();
  }

  private void requireValid(SimHost host, Optional<SignedRecord> before, Register.Entry entry) {
    SignedRecord signed = entry.record.orElseThrow();
    verdict.require(
        signed.record().prev().equals(before.map(SignedRecord::id)),
        Invariant.S3,
        () ->
            Story.text(signed)
                + " does not follow "
                + before.map(Story::text).orElse("nothing")
                + ", which was there");
    Optional<String> damage = entry.tip(host).damage();
    verdict.require(damage.isEmpty(), Invariant.S3, damage::get);
    verdict.require(
        host.at(signed.record().policy())
                .filter(policy -> policy.authorises(signed.record().holder()))
                .isPresent()
            || !signed.record().grant().isEmpty(),
        Invariant.S12,
        () -> Story.text(signed) + " makes a holder whom its policy does not name");
    verdict.require(
        caller.may(signed.record().actor()),
        Invariant.S8,
        () -> caller.name() + " wrote as " + signed.record().actor());
  }

  long now() {
    return world.now();
  }

  /** When anybody was last granted a task. */
  long lastGrant() {
    return lastGrant;
  }

  private void requirePatience(
      SimHost host, TaskCheck task, SignedRecord before, SignedRecord signed) {
    // Who does not know whether a record was written may send it again as soon as the ref, moved
    // away meanwhile by somebody else, is set back: the grace was over the first time.
    long waited = Math.max(world.now() - task.since, caller.watchedBefore(signed));
    new GraceCheck(host, verdict, caller, graceMicros).check(before, signed, waited);
  }

  private void granted(TaskCheck task, SignedRecord signed) {
    lastGrant = world.now();
    if (caller.honest()) {
      tally.granted();
    }
    Process process = caller.process();
    release(task);
    if (process != null) {
      task.granted = process;
      task.grant = signed.id();
      process.check().holds(1);
    }
  }

  /** Whoever was granted the task last holds it no more, unless a record is of that grant. */
  private static void releaseUnless(TaskCheck task, SignedRecord signed) {
    String grant = signed.record().grant().orElse(signed.id());
    if (!signed.record().state().live() || !grant.equals(task.grant)) {
      release(task);
    }
  }

  /**
   * An agent has been told, and not by a register that is damaged, what became of its grant: when
   * somebody has moved the ref away by hand it need not know that the grant ever was there.
   */
  void learnt(Process process, Register register) {
    TaskCheck task = task(register.task());
    if (task.forced && task.granted == process) {
      register.newest().ifPresentOrElse(newest -> releaseUnless(task, newest), () -> release(task));
    }
  }

  private static void release(TaskCheck task) {
    if (task.granted != null) {
      task.granted.check().holds(-1);
      task.granted = null;
    }
  }

  private void published(SimHost host, TaskCheck task, SignedRecord signed) {
    ClaimRecord next = signed.record();
    String head = next.work().head().orElseThrow();
    tally.published();
    String known = task.heads.putIfAbsent(next.term(), head);
    verdict.require(
        task.vandalised || known == null || known.equals(head),
        Invariant.S4,
        () -> Story.text(signed) + " publishes " + head + ", and " + known + " before");
    verdict.require(
        host.branch(next.work().branch()).filter(head::equals).isPresent(),
        Invariant.S4,
        () -> Story.text(signed) + " is there, and its branch is not at work.head");
  }

  void branchMoved(SimHost host, RefChange.Branch branch) {
    story.tell("host", () -> "branch " + branch.name() + " moved by " + caller.name());
    Optional<ClaimRecord> tip = host.register(branch.task()).newest().map(SignedRecord::record);
    verdict.require(
        tip.filter(
                record ->
                    record.work().branch().equals(branch.name())
                        && (record.state().live() || record.work().head().isPresent()))
            .isPresent(),
        Invariant.S5,
        () ->
            caller.name()
                + " moved "
                + branch.name()
                + " while the claim was "
                + host.register(branch.task()).newest().map(Story::text).orElse("absent"));
  }

  void forced(SimHost host, TaskId id) {
    TaskCheck task = task(id);
    task.vandalised = true;
    task.forced = true;
    requireGenuine(host, id);
    settle(host, id);
    task.since = world.now();
    story.tell(
        "fault",
        () ->
            "#"
                + id.number()
                + " forced to "
                + host.register(id).newest().map(Story::text).orElse("nothing valid"));
  }

  /** Whoever may push puts anything there; but nobody takes it for another agent's word. */
  private void requireGenuine(SimHost host, TaskId id) {
    Optional<SignedRecord> newest = host.register(id).newest();
    verdict.require(
        host.tip(id).damage().isPresent() || newest.filter(each -> !host.genuine(each)).isEmpty(),
        Invariant.S3,
        () ->
            Story.text(newest.orElseThrow())
                + " counts as signed by "
                + newest.orElseThrow().record().actor().brief()
                + ", who never signed it");
  }

  /** Somebody has looked for the pull requests of a branch. */
  void pullsSought(String branch, List<SimPull> found) {
    pulls.sought(caller, branch, found);
  }

  void pullOpened(List<SimPull> same) {
    pulls.opened(caller, same);
  }

  /** Something has happened on the forge. */
  void changed(SimHost host, TaskId id) {
    task(id).changed = world.now();
    settle(host, id);
  }

  private void settle(SimHost host, TaskId id) {
    TaskCheck task = task(id);
    boolean settled = host.forge().settled(id);
    if (settled != task.settled) {
      task.settled = settled;
      unsettled += settled ? -1 : 1;
    }
  }
}
