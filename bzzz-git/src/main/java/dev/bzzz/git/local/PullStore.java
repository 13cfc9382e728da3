package dev.bzzz.git.local;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.git.local.IssueCodec.Pull;
import dev.bzzz.git.local.IssueCodec.Stored;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * The pull requests of one open repository. Confined to one thread.
 *
 * <p>Opening one moves three refs in one transaction: the issue that carries its text, {@code
 * refs/bzzz/pulls/<number>}, and {@code refs/bzzz/by-branch/<task>/t<term>}, which must not exist
 * before; so a branch never gets two.
 */
final class PullStore {
  static final String PREFIX = "refs/bzzz/pulls/";
  static final String BY_BRANCH = "refs/bzzz/by-branch/";

  private static final Pattern WORK_BRANCH =
      Pattern.compile("bzzz/([1-9][0-9]{0,14}/t[1-9][0-9]{0,14})");

  private final BareRepository repository;
  private final IssueStore issues;

  PullStore(BareRepository repository) {
    this.repository = repository;
    this.issues = new IssueStore(repository);
  }

  /** The ref that leads from a work branch to its pull request; empty for other branches. */
  static Optional<String> byBranch(String branch) {
    Matcher matcher = WORK_BRANCH.matcher(branch);
    return matcher.matches() ? Optional.of(BY_BRANCH + matcher.group(1)) : Optional.empty();
  }

  /** The pull request of a branch, in any state; only work branches have one here. */
  Optional<PullRequest> find(String branch) throws IOException {
    Optional<String> name = byBranch(branch);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    String ref = name.get();
    Optional<ObjectId> commit = repository.ref(ref);
    if (commit.isEmpty()) {
      return Optional.empty();
    }
    Pull pull = read(ref, commit.get());
    if (!pull.branch().equals(branch)) {
      throw issues.damaged(ref, new IOException("it is about the branch " + pull.branch()));
    }
    Issue issue = issues.get(pull.number()).issue();
    return Optional.of(
        new PullRequest(
            pull.number(),
            issue.title(),
            issue.body(),
            pull.branch(),
            pull.base(),
            pull.head(),
            state(pull, issue),
            issue.author()));
  }

  /** Opens the pull request of a published claim, or returns the one its branch already has. */
  PullRequest open(RepositoryLock lock, Claim claim, PullRequestDraft draft, String author)
      throws IOException {
    String branch = claim.work().branch();
    String byBranch =
        byBranch(branch)
            .orElseThrow(
                () ->
                    new PermanentException(
                        cannotOpen(claim)
                            + "its branch is "
                            + branch
                            + ", not bzzz/<number>/t<term>"));
    for (int attempt = 0; attempt < IssueStore.MAX_TRIES; attempt++) {
      Optional<PullRequest> known = find(branch);
      if (known.isPresent()) {
        return known.get();
      }
      requireBranch(claim);
      Stored issue = new Stored(issue(claim, draft, author), true);
      Pull pull =
          new Pull(
              issue.issue().number(),
              branch,
              repository.defaultBranch(),
              claim.work().head().orElseThrow(),
              Optional.empty());
      ObjectId commit =
          repository.commit(
              Optional.empty(),
              Map.of(IssueCodec.PULL_FILE, IssueCodec.pull(pull)),
              new BareRepository.CommitText(
                  author, "open pull request for " + branch, issue.issue().createdAt()));
      RefTransaction transaction =
          new RefTransaction(repository.git())
              .create(IssueStore.PREFIX + pull.number(), issues.write(issue))
              .create(PREFIX + pull.number(), commit)
              .create(byBranch, commit);
      if (transaction.commit(lock) == RefTransaction.Outcome.APPLIED) {
        return find(branch).orElseThrow();
      }
    }
    throw issues.lostRace("open the pull request of " + branch);
  }

  private Issue issue(Claim claim, PullRequestDraft draft, String author) throws IOException {
    IssueDraft text = new IssueDraft(draft.title(), draft.bodyWith(claim.marker()), Set.of());
    return IssueStore.fresh(IssueNumbers.next(repository), text, author);
  }

  private void requireBranch(Claim claim) throws IOException {
    String branch = claim.work().branch();
    String head = claim.work().head().orElse("");
    Optional<ObjectId> now = repository.ref(Constants.R_HEADS + branch);
    if (now.isEmpty()) {
      throw new NotFound(
          cannotOpen(claim)
              + "the branch "
              + branch
              + " of the published "
              + head
              + " does not exist; publish it again first");
    }
    if (!now.get().name().equals(head)) {
      throw new PermanentException(
          cannotOpen(claim)
              + "the branch "
              + branch
              + " points to "
              + now.get().name()
              + " instead of the published "
              + head
              + "; publish it again first");
    }
  }

  private String cannotOpen(Claim claim) {
    return "cannot open the pull request of " + claim + " in " + repository.name() + ": ";
  }

  Pull read(String ref, ObjectId commit) {
    try (CommitFiles files = repository.files()) {
      byte[] json =
          files
              .file(commit, IssueCodec.PULL_FILE, IssueStore.MAX_FILE_BYTES)
              .orElseThrow(() -> new IOException(IssueCodec.PULL_FILE + " is missing"));
      return IssueCodec.readPull(json);
    } catch (IOException | IllegalArgumentException e) {
      throw issues.damaged(ref, e);
    }
  }

  /** Merged is what git says, too: people merge with plain git, and nobody writes it down. */
  PullRequest.State state(Pull pull, Issue issue) throws IOException {
    if (pull.merge().isPresent()) {
      return PullRequest.State.MERGED;
    }
    Optional<ObjectId> base = repository.ref(Constants.R_HEADS + pull.base());
    if (base.isPresent()) {
      try (RevWalk walk = new RevWalk(repository.git())) {
        if (walk.isMergedInto(
            walk.parseCommit(ObjectId.fromString(pull.head())), walk.parseCommit(base.get()))) {
          return PullRequest.State.MERGED;
        }
      } catch (MissingObjectException e) {
        // Branch deleted and collected, or history cut: then the head is in no base.
        return issue.open() ? PullRequest.State.OPEN : PullRequest.State.CLOSED;
      }
    }
    return issue.open() ? PullRequest.State.OPEN : PullRequest.State.CLOSED;
  }
}
