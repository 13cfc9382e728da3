package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.PolicyHistory;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.TaskFacts;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The simulated git host: claim refs, work branches and pull requests of one repository. Like a
 * real host it knows nothing of claims; it only moves refs, each push at one moment. Confined to
 * the thread of its simulation.
 */
public final class SimHost implements PolicyHistory {
  private final RepositoryId repository;
  private final SimKeys keys;
  private final HostCheck check;
  private final List<TaskId> tasks;
  private final List<Register> registers = new ArrayList<>();
  private final Map<String, String> branches = new TreeMap<>();
  private final CommittedPolicies policies = new CommittedPolicies();
  private final SimPulls pulls;
  private final SimIssues issues;
  private final ForgeTruth forge;
  private @Nullable LedgerView view;

  SimHost(
      Scenario scenario,
      RepositoryId repository,
      SimKeys keys,
      HostCheck check,
      java.util.function.BooleanSupplier refusesPulls) {
    this.repository = repository;
    this.keys = keys;
    this.check = check;
    this.tasks =
        List.copyOf(
            IntStream.rangeClosed(1, scenario.tasks())
                .mapToObj(number -> new TaskId(repository, number))
                .toList());
    tasks.forEach(task -> registers.add(new Register(task)));
    this.pulls = new SimPulls(scenario.tasks(), check, refusesPulls);
    this.issues = new SimIssues(tasks, check::now);
    this.forge = new ForgeTruth(this, pulls, check);
  }

  /** Commits a policy to the default branch. */
  void commit(String commit, ClaimPolicy policy) {
    policies.add(commit, policy);
    view = null;
  }

  /** The tasks, whether their issues are open or not. */
  public List<TaskId> tasks() {
    return tasks;
  }

  /** The tasks whose issues are open and labelled. */
  public List<TaskId> open() {
    return issues.listed();
  }

  /** Whether the host has such a task. */
  boolean knows(TaskId task) {
    return task.repository().equals(repository) && task.number() <= tasks.size();
  }

  SimIssues issues() {
    return issues;
  }

  /** The policy at the head of the default branch. */
  ClaimPolicy policy() {
    return policies.policy(policies.count() - 1);
  }

  /** The newest commit whose policy named an agent. */
  Optional<String> lastNaming(AgentId agent) {
    for (int i = policies.count() - 1; i >= 0; i--) {
      if (policies.policy(i).authorises(agent)) {
        return Optional.of(policies.commit(i));
      }
    }
    return Optional.empty();
  }

  /** Checks the signatures of this simulation. */
  public Verifier verifier() {
    return keys;
  }

  /** Whether a record is its actor's, whatever signatures are worth here. */
  boolean genuine(SignedRecord record) {
    return record.signedBy(keys::signed);
  }

  /** A task's claim as an agent finds it: read and verified. */
  public Tip tip(TaskId task) {
    return register(task).tip(this);
  }

  /** All claims, head and policy, in one step. */
  public LedgerView view() {
    LedgerView current = view;
    if (current == null) {
      List<Tip> tips = new ArrayList<>();
      for (Register register : registers) {
        if (register.written()) {
          tips.add(register.tip(this));
        }
      }
      String head = policies.commit(policies.count() - 1);
      current = new LedgerView(repository, head, policy(), tips, true);
      view = current;
    }
    return current;
  }

  /** Whether {@code old} is the commit {@code from} of a task's claim, or lies behind it. */
  public boolean isPast(TaskId task, String from, String old) {
    return register(task).isPast(from, old);
  }

  /** The commit a branch points to. */
  public Optional<String> branch(String name) {
    return Optional.ofNullable(branches.get(name));
  }

  /**
   * Moves refs in one push.
   *
   * @param atomic whether all are moved or none; otherwise each whose lease holds is moved
   * @return whether all were moved
   */
  public boolean push(List<RefChange> changes, boolean atomic) {
    List<RefChange> fitting = changes.stream().filter(this::leaseHolds).toList();
    if (atomic && fitting.size() < changes.size()) {
      return false;
    }
    for (RefChange change : fitting) {
      if (change instanceof RefChange.Branch branch) {
        branches.put(branch.name(), branch.head());
      }
    }
    for (RefChange change : fitting) {
      if (change instanceof RefChange.Claim claim) {
        move(claim.task(), register(claim.task()).child(claim.next()));
      }
    }
    for (RefChange change : fitting) {
      if (change instanceof RefChange.Branch branch) {
        check.branchMoved(this, branch);
      }
    }
    return fitting.size() == changes.size();
  }

  /** Moves a claim ref to anything, or away, without any check; as people with permission can. */
  void force(TaskId task, Register.@Nullable Entry entry) {
    register(task).moveTo(entry);
    view = null;
    forge.learn(task);
    check.forced(this, task);
  }

  /** The pull requests of a branch, whatever their state, oldest first. */
  public List<SimPull> pulls(String branch) {
    List<SimPull> found = pulls.of(branch);
    check.pullsSought(branch, found);
    return found;
  }

  /**
   * Opens a pull request, whether or not the branch had one before.
   *
   * @return its number, or one of the answers of {@link PullRequests}
   */
  public long openPull(TaskId task, String branch) {
    if (!branches.containsKey(branch)) {
      return PullRequests.BRANCH_MISSING;
    }
    long number = pulls.open(task, branch, issues.happens());
    forge.changed(task);
    return number;
  }

  /** Closes a pull request. */
  public boolean closePull(long number) {
    return endPull(number, PullRequest.State.CLOSED);
  }

  boolean endPull(long number, PullRequest.State how) {
    Optional<SimPull> ended = pulls.end(number, how);
    ended.ifPresent(pull -> forge.changed(pull.task()));
    return ended.isPresent();
  }

  /** The open pull requests of a task. */
  List<SimPull> openPulls(TaskId task) {
    return pulls.of(task).stream().filter(SimPull::open).toList();
  }

  /** What the forge says about claimed tasks, where that is anything out of the ordinary. */
  public SortedMap<TaskId, TaskFacts> facts() {
    return forge.facts();
  }

  /** What is true of tasks by forge and ledger together. */
  ForgeTruth forge() {
    return forge;
  }

  /**
   * Says on the issue that a human has to look.
   *
   * @return false if that was said before
   */
  public boolean callHuman(SignedRecord escalated) {
    boolean news = issues.call(escalated);
    if (news) {
      forge.changed(escalated.record().task());
    }
    return news;
  }

  /** Deletes a branch, as people with permission can. */
  void deleteBranch(String name) {
    branches.remove(name);
  }

  /** Whether one of these tasks has several open pull requests. */
  boolean ambiguous(Predicate<TaskId> which) {
    return pulls.ambiguous(which, forge::recorded);
  }

  List<SimPull> openPulls() {
    return pulls.allOpen();
  }

  @Override
  public Optional<ClaimPolicy> at(String commit) {
    return policies.at(commit);
  }

  @Override
  public boolean descends(String commit, String ancestor) {
    return policies.descends(commit, ancestor);
  }

  Register register(TaskId task) {
    return registers.get((int) task.number() - 1);
  }

  private boolean leaseHolds(RefChange change) {
    if (change.lease().isEmpty()) {
      return true;
    }
    String now =
        change instanceof RefChange.Branch branch
            ? branches.getOrDefault(branch.name(), "")
            : register(((RefChange.Claim) change).task()).position();
    return now.equals(change.lease().get());
  }

  private void move(TaskId task, Register.Entry next) {
    Register register = register(task);
    Register.Entry before = register.current();
    boolean restored = register.wasAt(next.position, 0);
    register.moveTo(next);
    view = null;
    forge.learn(task);
    if (restored) {
      check.restored(this, task, next);
    } else {
      check.moved(this, task, before, next);
    }
  }
}
