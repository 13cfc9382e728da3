package dev.bzzz.examples.forge;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.HostInfo;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.LabelDraft;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.task.TaskParser;
import dev.bzzz.git.ledger.HostTrial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Tries everything that agents need of a forge, in a repository that is made for it and deleted
 * again. Every step is tried; what needs one that failed says so.
 */
public final class ForgeTrial {
  private static final String MARKER = "bzzz-trial";
  private static final LabelDraft LABEL =
      new LabelDraft(TaskParser.LABEL, "fbca04", "agents may take it");

  private final RemoteForge forge;
  private final RepositoryName name;
  private final List<Check> checks = new ArrayList<>();

  /**
   * What came of one step.
   *
   * @param name of the step
   * @param fault why it failed; empty when it passed
   */
  public record Check(String name, Optional<String> fault) {
    /** Whether it passed. */
    public boolean passed() {
      return fault.isEmpty();
    }
  }

  /**
   * A trial.
   *
   * @param forge stays the caller's
   * @param name of the repository, of which there is none yet
   */
  public ForgeTrial(RemoteForge forge, RepositoryName name) {
    this.forge = forge;
    this.name = name;
  }

  /** Tries it all. */
  public List<Check> run() {
    tried("log in", this::login);
    Optional<Repository> repository = tried("create a repository", this::create);
    if (repository.isEmpty()) {
      return List.copyOf(checks);
    }
    try {
      in(repository.get());
    } finally {
      tried(
          "clean up",
          () -> {
            forge.admin().deleteRepository(name);
            return requireGone();
          });
    }
    return List.copyOf(checks);
  }

  private void in(Repository repository) {
    tried("create a label", () -> label(repository));
    Optional<TaskId> task = tried("create an issue", () -> issue(repository).id());
    after(task, "list tasks", id -> listed(repository, id));
    after(task, "comment once", this::comment);
    after(task, "label an issue", this::relabel);
    HostTrial trial = forge.trial(repository);
    claims(trial);
    Optional<Claim> claim =
        after(task, "push a branch", id -> trial.publish(id, repository.defaultBranch()));
    Optional<PullRequest> pull = after(claim, "open a pull request once", this::open);
    after(pull, "merge it", each -> merge(repository, each));
    after(task, "close an issue", this::close);
  }

  private HostInfo login() {
    HostInfo host = forge.admin().host();
    return require(!host.login().isEmpty(), host, "the host does not say whose token this is");
  }

  private Repository create() {
    forge.admin().createOwner(name.owner());
    forge.admin().createRepository(name);
    return forge.provider().repository(name);
  }

  private LabelDraft label(Repository repository) {
    forge.admin().createLabel(repository.id(), LABEL);
    forge.admin().createLabel(repository.id(), LABEL);
    return LABEL;
  }

  private Task issue(Repository repository) {
    return forge
        .provider()
        .createIssue(
            repository.id(),
            new IssueDraft("Try this forge 🐝", "Nothing to do.", Set.of(TaskParser.LABEL)));
  }

  private TaskId listed(Repository repository, TaskId task) {
    List<TaskId> listed =
        forge.provider().tasks(repository.id(), TaskQuery.open()).stream().map(Task::id).toList();
    return require(listed.equals(List.of(task)), task, "the list of tasks holds " + listed);
  }

  private TaskId comment(TaskId task) {
    forge.provider().comment(task, "Once.", MARKER);
    forge.provider().comment(task, "Twice.", MARKER);
    int comments = forge.provider().issue(task).comments().size();
    return require(comments == 1, task, "there are " + comments + " comments, not one");
  }

  private TaskId relabel(TaskId task) {
    forge.provider().label(task, Set.of("in-progress"), Set.of());
    forge.provider().label(task, Set.of(), Set.of("in-progress"));
    Set<String> labels = forge.provider().issue(task).labels();
    return require(
        labels.equals(Set.of(TaskParser.LABEL)), task, "its labels are " + labels + " in the end");
  }

  /** Each question on its own, since a host may fail one of them only. */
  private void claims(HostTrial trial) {
    try {
      for (HostTrial.Finding finding : trial.claims()) {
        checks.add(new Check("claims: " + finding.check(), finding.fault()));
      }
    } catch (BzzzException e) {
      checks.add(new Check("claims", Optional.of(message(e))));
    }
  }

  private PullRequest open(Claim claim) {
    PullRequestDraft draft = new PullRequestDraft("Try this forge", "Nothing to read.");
    PullRequest first = forge.provider().openPullRequest(claim, draft);
    PullRequest second = forge.provider().openPullRequest(claim, draft);
    return require(
        first.number() == second.number(),
        first,
        "asked again for it, there is #" + second.number() + " besides #" + first.number());
  }

  private PullRequest merge(Repository repository, PullRequest pull) {
    forge.admin().mergePullRequest(repository.id(), pull.number(), pull.head());
    Optional<PullRequest.State> state =
        forge.provider().findPullRequest(repository.id(), pull.branch()).map(PullRequest::state);
    return require(
        state.equals(Optional.of(PullRequest.State.MERGED)),
        pull,
        "it is " + state.map(Enum::toString).orElse("not found") + " afterwards");
  }

  private TaskId close(TaskId task) {
    forge.provider().setIssueOpen(task, false);
    return require(!forge.provider().task(task).open(), task, "it is open afterwards");
  }

  private RepositoryName requireGone() {
    try {
      forge.provider().repository(name);
    } catch (NotFound e) {
      return name;
    }
    return require(false, name, name + " is still there: delete it by hand");
  }

  private <T> Optional<T> tried(String check, Callable<T> step) {
    try {
      T result = step.call();
      checks.add(new Check(check, Optional.empty()));
      return Optional.of(result);
    } catch (BzzzException | Unexpected e) {
      checks.add(new Check(check, Optional.of(message(e))));
    } catch (Exception e) {
      throw new AssertionError("a step throws no checked exceptions", e);
    }
    return Optional.empty();
  }

  private interface Step<A, B> {
    B on(A before);
  }

  private <A, B> Optional<B> after(Optional<A> before, String check, Step<A, B> step) {
    if (before.isEmpty()) {
      checks.add(new Check(check, Optional.of("not tried after the fault before")));
      return Optional.empty();
    }
    return tried(check, () -> step.on(before.get()));
  }

  private static <T> T require(boolean right, T result, String fault) {
    if (!right) {
      throw new Unexpected(fault);
    }
    return result;
  }

  /** The forge did something else than it was asked for. */
  private static final class Unexpected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unexpected(String message) {
      super(message);
    }
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
