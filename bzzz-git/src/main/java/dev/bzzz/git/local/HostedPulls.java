package dev.bzzz.git.local;

import dev.bzzz.core.Conflict;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.PullRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pull requests of a {@link HostedRepository}. Confined to one thread. */
public final class HostedPulls {
  private static final Logger LOG = LoggerFactory.getLogger(HostedPulls.class);

  private final BareRepository repository;
  private final HostedIssues issues;
  private final IssueStore issueStore;
  private final PullStore store;

  HostedPulls(BareRepository repository, HostedIssues issues) {
    this.repository = repository;
    this.issues = issues;
    this.issueStore = new IssueStore(repository);
    this.store = new PullStore(repository);
  }

  /** Every readable pull request by number, without its body and comments. */
  public List<HostedPull> list() {
    return run(
        "list the pull requests",
        () -> {
          List<HostedPull> pulls = new ArrayList<>();
          for (HostedIssue issue : issues.list()) {
            if (issue.pullRequest()) {
              try {
                pulls.add(pull(issue));
              } catch (PermanentException e) {
                LOG.debug("left out a damaged pull request: {}", e.getMessage());
              }
            }
          }
          return List.copyOf(pulls);
        });
  }

  /**
   * One pull request with its body and comments.
   *
   * @throws NotFound if there is none of that number
   */
  public HostedPull get(long number) {
    return run("read pull request " + number, () -> pull(issues.get(number)));
  }

  /** Whether an issue that is open is a pull request that was merged by plain git. */
  public boolean merged(HostedIssue issue) {
    return issue.pullRequest()
        && run("read pull request " + issue.issue().number(), () -> pull(issue)).state()
            == PullRequest.State.MERGED;
  }

  /**
   * Opens a pull request.
   *
   * @throws NotFound if one of the branches is missing
   * @throws Conflict if the branch has an open one already
   * @throws IllegalArgumentException if the base has everything of the branch, or a part of the
   *     text is too long
   */
  public HostedPull open(HostedPull.Draft draft, String author) {
    return run(
        "open a pull request",
        () -> {
          try (RepositoryLock lock = lock()) {
            return get(create(lock, draft, author));
          }
        });
  }

  private long create(RepositoryLock lock, HostedPull.Draft draft, String author)
      throws IOException {
    ObjectId head = branch(draft.branch());
    ObjectId base = branch(draft.base());
    if (part(head, base)) {
      throw new IllegalArgumentException(
          "No commits between " + draft.base() + " and " + draft.branch());
    }
    for (int attempt = 0; attempt < IssueStore.MAX_TRIES; attempt++) {
      if (list().stream().anyMatch(each -> occupies(each, draft))) {
        throw new Conflict("A pull request already exists for " + draft.branch());
      }
      IssueDraft text = new IssueDraft(draft.title(), draft.body(), Set.of());
      Issue issue = IssueStore.fresh(IssueNumbers.next(repository), text, author);
      IssueCodec.Pull pull =
          new IssueCodec.Pull(
              issue.number(), draft.branch(), draft.base(), head.name(), Optional.empty());
      ObjectId commit = write(Optional.empty(), pull, author);
      RefTransaction transaction =
          new RefTransaction(repository.git())
              .create(
                  IssueStore.PREFIX + issue.number(),
                  issueStore.write(new IssueCodec.Stored(issue, true)))
              .create(PullStore.PREFIX + issue.number(), commit);
      pointTo(transaction, pull, commit);
      if (transaction.commit(lock) == RefTransaction.Outcome.APPLIED) {
        return issue.number();
      }
    }
    throw issueStore.lostRace("open a pull request");
  }

  private static boolean occupies(HostedPull each, HostedPull.Draft draft) {
    return each.state() == PullRequest.State.OPEN
        && each.branch().equals(draft.branch())
        && each.base().equals(draft.base());
  }

  /** A work branch is found by its name, without looking at all pull requests. */
  void pointTo(RefTransaction transaction, IssueCodec.Pull pull, ObjectId commit)
      throws IOException {
    Optional<String> ref = PullStore.byBranch(pull.branch());
    if (ref.isPresent()) {
      transaction.update(ref.get(), repository.ref(ref.get()).orElseGet(ObjectId::zeroId), commit);
    }
  }

  /** Writes what is stored of a pull request; no ref points to it yet. */
  ObjectId write(Optional<ObjectId> parent, IssueCodec.Pull pull, String author)
      throws IOException {
    String summary = (parent.isEmpty() ? "open" : "merge") + " pull request for " + pull.branch();
    return repository.commit(
        parent,
        Map.of(IssueCodec.PULL_FILE, IssueCodec.pull(pull)),
        new BareRepository.CommitText(author, summary, Instant.now()));
  }

  private HostedPull pull(HostedIssue issue) throws IOException {
    long number = issue.issue().number();
    IssueCodec.Pull pull = stored(number);
    PullRequest.State state = store.state(pull, issue.issue());
    String head = pull.head();
    if (state != PullRequest.State.MERGED) {
      head = repository.ref(Constants.R_HEADS + pull.branch()).map(ObjectId::name).orElse(head);
    }
    boolean merged = state == PullRequest.State.MERGED;
    return new HostedPull(
        issue,
        pull.branch(),
        pull.base(),
        head,
        state,
        pull.merge().map(IssueCodec.Merge::commit),
        pull.merge()
            .map(IssueCodec.Merge::at)
            .or(() -> merged ? Optional.of(issue.issue().updatedAt()) : Optional.empty()),
        pull.merge().map(IssueCodec.Merge::by));
  }

  IssueCodec.Pull stored(long number) throws IOException {
    return store.read(PullStore.PREFIX + number, tip(number));
  }

  ObjectId tip(long number) throws IOException {
    return repository
        .ref(PullStore.PREFIX + number)
        .orElseThrow(
            () ->
                new NotFound(
                    "cannot find pull request "
                        + number
                        + " of "
                        + repository.name()
                        + ": that number is none; list them to see which there are"));
  }

  /** The commit of a branch. */
  ObjectId branch(String name) throws IOException {
    return repository
        .ref(Constants.R_HEADS + name)
        .orElseThrow(
            () ->
                new NotFound(
                    "cannot find the branch "
                        + name
                        + " of "
                        + repository.name()
                        + ": push it first"));
  }

  /** Whether the second commit has all of the first. */
  private boolean part(ObjectId of, ObjectId whole) throws IOException {
    try (RevWalk walk = new RevWalk(repository.git())) {
      return walk.isMergedInto(walk.parseCommit(of), walk.parseCommit(whole));
    }
  }

  RepositoryLock lock() {
    return RepositoryLock.acquire(repository.dir(), RepositoryLock.DEFAULT_TIMEOUT);
  }

  private <T> T run(String action, Failures.Action<T> steps) {
    return Failures.run(action + " of " + repository.name(), steps);
  }
}
