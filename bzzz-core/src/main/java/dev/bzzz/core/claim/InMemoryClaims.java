package dev.bzzz.core.claim;

import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One repository of an {@link InMemoryLedger}; its lock is what makes the register linearizable.
 */
final class InMemoryClaims implements PolicyHistory {
  private final RepositoryId repository;
  private final List<String> commits = new ArrayList<>();
  private final Map<String, ClaimPolicy> policies = new HashMap<>();
  private final Map<TaskId, Tip> tips = new TreeMap<>();
  private final Map<String, String> branches = new HashMap<>();

  InMemoryClaims(RepositoryId repository, ClaimPolicy policy) {
    this.repository = repository;
    change(policy);
  }

  synchronized String change(ClaimPolicy policy) {
    String commit = commit(repository + "/" + commits.size());
    commits.add(commit);
    policies.put(commit, policy);
    return commit;
  }

  synchronized Optional<String> branch(String name) {
    return Optional.ofNullable(branches.get(name));
  }

  synchronized void setBranch(String name, Optional<String> head) {
    head.ifPresentOrElse(commit -> branches.put(name, commit), () -> branches.remove(name));
  }

  synchronized Tip read(TaskId task) {
    return tips.getOrDefault(task, Tip.none(task));
  }

  synchronized LedgerView view() {
    String head = commits.get(commits.size() - 1);
    return new LedgerView(repository, head, policies.get(head), List.copyOf(tips.values()));
  }

  /** Moves the register; the signature has been checked. */
  synchronized CasResult cas(CasRequest request) {
    SignedRecord next = request.next();
    Tip now = read(request.task());
    if (now.damage().isPresent()) {
      return restore(request, now);
    }
    if (now.contains(next.id())) {
      return new CasResult.Won(now);
    }
    if (!now.position().equals(request.expected().position())) {
      return new CasResult.Lost(now);
    }
    Optional<String> obstacle =
        Transitions.violation(now.record(), next, this)
            .or(() -> Transitions.outdated(next, view().policy(), this))
            .or(() -> obstacle(request.updates()));
    if (obstacle.isPresent()) {
      return new CasResult.Refused(obstacle.get(), Duration.ZERO);
    }
    request.updates().forEach(update -> branches.put(update.branch(), update.head()));
    Tip moved = new Tip(now.task(), next.id(), chain(now, next), Optional.empty());
    tips.put(now.task(), moved);
    return new CasResult.Won(moved);
  }

  /** Puts a tip there without asking whether it may be. */
  synchronized void overwrite(Tip tip) {
    tips.put(tip.task(), tip);
  }

  /** A damaged register goes back to its last valid record, and nowhere else. */
  private CasResult restore(CasRequest request, Tip now) {
    if (!now.equals(request.expected())) {
      return new CasResult.Unknown("the register was damaged: " + now.damage().orElseThrow());
    }
    if (!request.repairs()) {
      return new CasResult.Refused(
          "the register is damaged: " + now.damage().orElseThrow(), Duration.ZERO);
    }
    Tip restored = new Tip(now.task(), request.next().id(), now.chain(), Optional.empty());
    tips.put(now.task(), restored);
    return new CasResult.Won(restored);
  }

  @Override
  public synchronized Optional<ClaimPolicy> at(String commit) {
    return Optional.ofNullable(policies.get(commit));
  }

  @Override
  public synchronized boolean descends(String commit, String ancestor) {
    int older = commits.indexOf(ancestor);
    return older >= 0 && older <= commits.indexOf(commit);
  }

  private Optional<String> obstacle(List<RefUpdate> updates) {
    return updates.stream()
        .filter(update -> !branch(update.branch()).equals(update.expected()))
        .map(
            update ->
                "cannot move branch "
                    + update
                    + ": it is "
                    + branch(update.branch()).map(head -> "at " + head).orElse("absent"))
        .findFirst();
  }

  private static List<SignedRecord> chain(Tip before, SignedRecord next) {
    List<SignedRecord> chain = new ArrayList<>();
    chain.add(next);
    if (next.record().grant().isPresent()) {
      chain.addAll(before.chain());
    }
    return chain;
  }

  private static String commit(String name) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-1", e);
    }
  }
}
