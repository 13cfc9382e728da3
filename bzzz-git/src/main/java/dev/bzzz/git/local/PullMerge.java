package dev.bzzz.git.local;

import dev.bzzz.core.Conflict;
import dev.bzzz.core.repo.PullRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.ThreeWayMerger;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Merges a pull request as hosts do: without a work tree, and in one step that moves the base
 * branch, closes the pull request and writes down what became of it. Confined to one thread.
 */
public final class PullMerge {
  /** Most commits that a rebase writes anew. */
  public static final int MAX_REBASED = 1000;

  private final BareRepository repository;
  private final HostedPulls pulls;
  private final HostedIssues issues;

  PullMerge(BareRepository repository, HostedPulls pulls, HostedIssues issues) {
    this.repository = repository;
    this.pulls = pulls;
    this.issues = issues;
  }

  /** How the commits of a pull request come into the base. */
  public enum Method {
    /** By a commit with two parents. */
    MERGE,
    /** As one commit. */
    SQUASH,
    /** Each anew, on top of the base. */
    REBASE
  }

  /**
   * What is to be merged.
   *
   * @param number of the pull request
   * @param method how
   * @param head the commit it must have; empty for whatever it has
   * @param message of the commit
   * @param login who merges
   */
  public record Request(
      long number, Method method, Optional<String> head, String message, String login) {}

  /**
   * Whether the pull request can be merged by a commit with two parents without a conflict; a
   * closed one cannot.
   */
  public boolean possible(HostedPull pull) {
    return Failures.run(
        "try to merge pull request " + pull.number() + " of " + repository.name(),
        () -> {
          Optional<ObjectId> base = repository.ref(Constants.R_HEADS + pull.base());
          if (pull.state() != PullRequest.State.OPEN || base.isEmpty()) {
            return false;
          }
          try (ObjectInserter inserter = repository.git().newObjectInserter()) {
            ThreeWayMerger merger = merger(inserter);
            return merger.merge(base.get(), ObjectId.fromString(pull.head()));
          }
        });
  }

  /**
   * Merges.
   *
   * @return the commit that the base branch points to now
   * @throws dev.bzzz.core.NotFound if there is no such pull request, or a branch is gone
   * @throws Conflict if its head is another than asked for, or its base moved meanwhile
   * @throws IllegalStateException if it is not open, or there is a conflict of contents
   */
  public String merge(Request request) {
    return Failures.run(
        "merge pull request " + request.number() + " of " + repository.name(),
        () -> {
          try (RepositoryLock lock = pulls.lock()) {
            return merge(lock, request);
          }
        });
  }

  private String merge(RepositoryLock lock, Request request) throws IOException {
    HostedPull pull = pulls.get(request.number());
    if (pull.state() != PullRequest.State.OPEN) {
      throw new IllegalStateException("Pull Request is not mergeable: it is not open");
    }
    ObjectId head = pulls.branch(pull.branch());
    if (request.head().filter(wanted -> !wanted.equals(head.name())).isPresent()) {
      throw new Conflict("Head branch was modified. Review and try the merge again.");
    }
    ObjectId base = pulls.branch(pull.base());
    ObjectId made = write(request, base, head);
    IssueCodec.Pull before = pulls.stored(request.number());
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    IssueCodec.Pull after =
        new IssueCodec.Pull(
            before.number(),
            before.branch(),
            before.base(),
            head.name(),
            Optional.of(new IssueCodec.Merge(made.name(), request.login(), now)));
    ObjectId tip = pulls.tip(request.number());
    ObjectId next = pulls.write(Optional.of(tip), after, request.login());
    RefTransaction transaction =
        new RefTransaction(repository.git())
            .update(Constants.R_HEADS + pull.base(), base, made)
            .update(PullStore.PREFIX + request.number(), tip, next);
    pulls.pointTo(transaction, after, next);
    issues.closeWith(transaction, request.number(), request.login());
    if (transaction.commit(lock) == RefTransaction.Outcome.CONFLICT) {
      throw new Conflict("Base branch was modified. Review and try the merge again.");
    }
    return made.name();
  }

  private ObjectId write(Request request, ObjectId base, ObjectId head) throws IOException {
    try (ObjectInserter inserter = repository.git().newObjectInserter();
        RevWalk walk = new RevWalk(inserter.newReader())) {
      ObjectId made;
      if (request.method() == Method.REBASE) {
        made = rebase(request, inserter, walk, List.of(base, head));
      } else {
        ThreeWayMerger merger = merger(inserter);
        if (!merger.merge(base, head)) {
          throw conflict();
        }
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(merger.getResultTreeId());
        commit.setParentId(base);
        if (request.method() == Method.MERGE) {
          commit.setParentIds(base, head);
        }
        commit.setAuthor(person(request));
        commit.setCommitter(person(request));
        commit.setMessage(request.message());
        made = inserter.insert(commit);
      }
      inserter.flush();
      return made;
    }
  }

  private ObjectId rebase(
      Request request, ObjectInserter inserter, RevWalk walk, List<ObjectId> baseAndHead)
      throws IOException {
    walk.sort(RevSort.TOPO);
    walk.sort(RevSort.REVERSE, true);
    walk.markUninteresting(walk.parseCommit(baseAndHead.get(0)));
    walk.markStart(walk.parseCommit(baseAndHead.get(1)));
    List<RevCommit> commits = new ArrayList<>();
    for (RevCommit each : walk) {
      if (commits.size() == MAX_REBASED || each.getParentCount() != 1) {
        throw new IllegalStateException(
            "This branch can't be rebased: it has merges, or too many commits");
      }
      commits.add(each);
    }
    ObjectId onto = baseAndHead.get(0);
    for (RevCommit each : commits) {
      ThreeWayMerger merger = merger(inserter);
      merger.setBase(each.getParent(0));
      if (!merger.merge(onto, each)) {
        throw conflict();
      }
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(merger.getResultTreeId());
      commit.setParentId(onto);
      commit.setAuthor(each.getAuthorIdent());
      commit.setCommitter(person(request));
      commit.setMessage(each.getFullMessage());
      onto = inserter.insert(commit);
    }
    return onto;
  }

  private static ThreeWayMerger merger(ObjectInserter inserter) {
    // Inside the inserter: what a rebase has written is not flushed yet.
    return (ThreeWayMerger) MergeStrategy.RECURSIVE.newMerger(inserter, new Config());
  }

  private static PersonIdent person(Request request) {
    return new PersonIdent(
        request.login(), request.login() + "@bzzz", Instant.now(), ZoneOffset.UTC);
  }

  private static IllegalStateException conflict() {
    return new IllegalStateException("Pull Request is not mergeable: merge conflict");
  }
}
