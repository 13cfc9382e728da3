package dev.bzzz.core.agent;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.TaskFacts;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.ForgeFacts;
import dev.bzzz.core.task.PollPlan;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.task.TaskPolicy;
import dev.bzzz.core.task.TaskRef;
import dev.bzzz.core.task.TaskSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at forge and ledger again and again, and tells the claim machine what it sees. Safe for use
 * by many threads.
 */
final class Watch {
  /** Looks come this share of an interval earlier or later, so that agents do not look in step. */
  private static final double JITTER = 0.1;

  private static final Duration END_TIMEOUT = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  private final AgentParts parts;
  private final Events events;
  private final Idleness idleness;
  private final TaskPolicy policy;
  private final ForgeFacts forge;
  private final WatchedRepositories repositories;
  private final Troubles troubles;
  private final Inspections inspections;
  private final ForgeMemory memory;
  private final PollPlan plan;
  private @Nullable Thread thread;

  Watch(AgentParts parts, Events events, Idleness idleness) {
    this.parts = parts;
    this.events = events;
    this.idleness = idleness;
    this.repositories = new WatchedRepositories(parts);
    this.policy = new TaskPolicy(parts.capabilities());
    this.troubles = new Troubles(events);
    this.inspections = new Inspections(parts, troubles);
    this.memory = new ForgeMemory(parts.provider());
    this.plan = new PollPlan(parts.poll());
    this.forge = new ForgeFacts(memory);
  }

  /**
   * Finds the repositories and looks at their claims once.
   *
   * @throws BzzzException if not one of them can be worked on; the reason of the last one, after
   *     those of the others were told as events
   */
  void requireSomethingToWatch() {
    List<BzzzException> unreadable = repositories.find();
    List<Repository> found = List.copyOf(repositories.all());
    if (found.isEmpty() && !unreadable.isEmpty()) {
      throw unreadable.get(0);
    }
    if (found.isEmpty()) {
      throw new NotFound(
          "agent "
              + parts.profile().name()
              + " has nothing to watch: "
              + (parts.directory().isPresent()
                  ? "its directory names no repository, or cannot be asked; name one there, or in"
                      + " the agent's configuration"
                  : "the "
                      + parts.provider().kind()
                      + " forge holds no repository; create one first"));
    }
    Map<Repository, BzzzException> errors = new LinkedHashMap<>();
    for (Repository repository : found) {
      try {
        requireAuthorised(repository, parts.ledger().scan(repository.id()));
      } catch (BzzzException e) {
        errors.put(repository, e);
      }
    }
    tell(unreadable);
    BzzzException last =
        errors.size() == found.size() ? errors.remove(found.get(found.size() - 1)) : null;
    errors.forEach((each, e) -> troubles.tell("watch " + each.name(), Runtime.message(e)));
    if (last != null) {
      throw last;
    }
  }

  /** Finds what has come to the forge since, or was mended. */
  private void findMore() {
    if (repositories.due()) {
      try {
        tell(repositories.find());
      } catch (NotFound e) {
        tell(List.of(e)); // it was there when the agent started
      }
    }
  }

  private void tell(List<BzzzException> unreadable) {
    String what = "watch all repositories";
    if (unreadable.isEmpty()) {
      troubles.over(what);
    } else {
      troubles.tell(
          what, unreadable.stream().map(Runtime::message).collect(Collectors.joining("; and ")));
    }
  }

  List<String> repositoryNames() {
    return repositories.all().stream().map(each -> each.name().toString()).toList();
  }

  Repository repository(RepositoryId id) {
    return repositories.get(id);
  }

  /** How people write a task; by its repository's name, known or not. */
  TaskRef ref(TaskId id) {
    return new TaskRef(repository(id.repository()).name(), id.number());
  }

  void start(Consumer<ClaimInput> observer, Failure failure) {
    thread = new Thread(() -> run(observer, failure), "bzzz-watch-" + parts.profile().name());
    thread.setDaemon(true);
    thread.start();
  }

  void close() {
    Thread running = thread;
    if (running == null) {
      return;
    }
    running.interrupt();
    try {
      running.join(END_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Consumer<ClaimInput> observer, Failure failure) {
    try {
      boolean onlyAsked = false;
      while (!Thread.currentThread().isInterrupted()) {
        try {
          look(observer, onlyAsked);
        } catch (BzzzException e) {
          troubles.tell("look for tasks", Runtime.message(e));
        } catch (RuntimeException e) {
          LOG.error("agent={} looking for tasks failed", parts.profile().name(), e);
          troubles.tell("look for tasks", e.toString());
        }
        onlyAsked = idleness.awaitNextLook(nearly(parts.poll()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Error e) {
      failure.thrown(e);
    }
  }

  private Duration nearly(Duration interval) {
    double share = 1 - JITTER + 2 * JITTER * parts.random().nextDouble();
    return Duration.ofNanos((long) (interval.toNanos() * share));
  }

  /** Something hints at news in a repository: lists its tasks at once, or with the next look. */
  void hint(RepositoryId repository) {
    if (plan.hint(repository, parts.clock().instant())) {
      idleness.poke();
    }
  }

  /** Lists the tasks of a repository soon; false for one that is not watched. */
  boolean pollSoon(RepositoryName name) {
    Optional<Repository> known = repositories.named(name);
    known.ifPresent(
        repository -> {
          plan.ask(repository.id(), parts.clock().instant());
          idleness.ask();
        });
    return known.isPresent();
  }

  /** Leaves the tasks of a repository to another agent until then. */
  void leave(RepositoryId repository, Instant until) {
    plan.leave(repository, until);
  }

  private void look(Consumer<ClaimInput> observer, boolean onlyAsked) {
    findMore();
    Instant began = parts.clock().instant();
    Set<RepositoryId> resting = repositories.unaffordable();
    Predicate<RepositoryId> due =
        each -> onlyAsked ? plan.dueBetween(each, began) : plan.due(each, began);
    memory.begin(each -> due.test(each) && !resting.contains(each));
    List<LedgerView> views = new ArrayList<>();
    for (Repository repository : repositories.all()) {
      try {
        LedgerView view = parts.ledger().scan(repository.id());
        views.add(view); // also when it no longer names this agent, whose work ends then
        requireAuthorised(repository, view);
        troubles.over("watch " + repository.name());
      } catch (BzzzException e) {
        troubles.tell("watch " + repository.name(), Runtime.message(e));
      }
    }
    List<TaskSource.Watched> watched =
        views.stream()
            .filter(this::authorised)
            .map(view -> new TaskSource.Watched(memory, repository(view.repository())))
            .toList();
    TaskSource.Snapshot snapshot =
        new TaskSource(watched, parts.dependencies()).look(views, forge.revived());
    snapshot
        .troubles()
        .forEach(
            each -> troubles.tell("read " + each.repository().name(), each.error().getMessage()));
    snapshot.open().forEach(troubles::tell);
    TaskPolicy.Selection selection =
        policy.select(
            snapshot.open(), parts.profile(), snapshot.dependencies(), parts.clock().instant());
    List<TaskId> candidates = inspections.fit(selection.wanted(), views, repositories.all());
    SortedMap<TaskId, TaskFacts> facts =
        forge.look(
            snapshot, views, e -> troubles.tell("ask about finished tasks", Runtime.message(e)));
    memory.listed().forEach(repository -> plan.listed(repository, began));
    observer.accept(
        new ClaimInput.Observed(
            candidates,
            views,
            Outlook.skills(selection.ready()),
            facts,
            Optional.of(new ClaimInput.Listing(memory.listed(), began, parts.poll()))));
    Outlook outlook = new Outlook(idleness, candidates, views, facts);
    idleness.looked(
        outlook.quiet(snapshot.open()),
        Stream.concat(inspections.objections().stream(), outlook.refused()).toList());
  }

  private boolean authorised(LedgerView view) {
    return view.policy().authorises(parts.profile().id());
  }

  private void requireAuthorised(Repository repository, LedgerView view) {
    if (!authorised(view)) {
      throw new PermanentException(
          "agent "
              + parts.profile().name()
              + " ("
              + parts.profile().id()
              + ") may not claim in "
              + repository.name()
              + view.policy()
                  .revocation(parts.profile().id())
                  .map(
                      reason ->
                          ": its key was revoked ("
                              + reason
                              + "); give it a new one: move its key file away, then 'bzzz init'")
                  .orElseGet(
                      () ->
                          ": its key is not in the policy at "
                              + view.head()
                              + "; admit it with 'bzzz policy admit'"));
    }
  }
}
