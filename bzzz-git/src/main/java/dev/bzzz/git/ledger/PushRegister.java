package dev.bzzz.git.ledger;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.RefUpdate;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.task.TaskId;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a repository on another machine, written to by pushes that carry what they expect.
 *
 * <p>Works from a bare repository of its own, in the cache folder: nothing is ever pushed from a
 * folder that a model can write to. That repository is only a cache; what counts is what the remote
 * lists. Every push moves the claim ref (git checks no expectation for a ref that stays) and is
 * atomic.
 */
final class PushRegister implements Register {
  private static final String PROBES = Namespace.REFS.probe("");
  private static final long NO_TASK = 0;
  private static final String REMOTE_HEAD = "refs/bzzz/remote-head";
  private static final String WORK_BRANCHES = Constants.R_HEADS + "bzzz";

  private final Repository repository;
  private final Judge judge;
  private final Remote remote;
  private final Placement placement;
  private final File cache;
  private @Nullable Namespace namespace;

  /** The claims behind {@code remote}, where {@code placement} finds or puts them. */
  PushRegister(
      Repository repository, Judge judge, Placement placement, Remote remote, Path cacheFolder) {
    this.repository = repository;
    this.judge = judge;
    this.placement = placement;
    this.remote = remote;
    this.cache = cacheFolder.resolve(repository.id().value() + ".git").toFile();
    createCache();
  }

  @Override
  public Sight look(OptionalLong number, Deadline deadline) throws IOException {
    Namespace claims = namespace(deadline);
    org.eclipse.jgit.lib.Repository git = open();
    try {
      String[] prefixes =
          Arrays.stream(Namespace.values())
              .map(each -> number.isPresent() ? each.claim(number.getAsLong()) : each.prefix())
              .toArray(String[]::new);
      try (Transport transport = remote.open(git, deadline);
          FetchConnection connection =
              transport.openFetch(
                  List.of(), Constants.HEAD, prefixes[0], prefixes[1], WORK_BRANCHES)) {
        Map<String, Ref> listed = connection.getRefsMap();
        placement.requireOne(listed);
        Sight sight = sight(git, claims, listed, number);
        fetch(connection, sight, deadline);
        return sight;
      }
    } catch (IOException | RuntimeException e) {
      git.close();
      throw e;
    }
  }

  /** Found once, before anything else is done; the host is probed then. */
  private synchronized Namespace namespace(Deadline deadline) throws IOException {
    if (namespace == null) {
      try (org.eclipse.jgit.lib.Repository git = open()) {
        Map<String, Ref> listed;
        Sight sight;
        try (Transport transport = remote.open(git, deadline);
            FetchConnection connection =
                transport.openFetch(
                    List.of(), Constants.HEAD, Namespace.REFS.prefix(), PROBES, WORK_BRANCHES)) {
          listed = connection.getRefsMap();
          sight = sight(git, Namespace.REFS, listed, OptionalLong.of(NO_TASK));
          fetch(connection, sight, deadline);
        }
        namespace = placement.find(listed, git, judge.policies(sight).current(), deadline);
      }
    }
    return namespace;
  }

  @Override
  public CasResult cas(CasRequest request, Deadline deadline) {
    Optional<ObjectId> last = judge.reader().remembered(request.task());
    try (Sight sight = look(OptionalLong.of(request.task().number()), deadline)) {
      ClaimReader.Reading now = judge.read(sight, request.task(), last);
      if (!request.updates().isEmpty()) {
        Optional<CasResult> early = judge.bring(sight, request, now, new DeadlineMonitor(deadline));
        if (early.isPresent()) {
          return early.get();
        }
      }
      Judge.Verdict verdict = judge.judge(sight, request, now);
      return verdict.step().isEmpty()
          ? verdict.result().orElseThrow()
          : push(sight, request, verdict.step().get(), deadline);
    } catch (IOException e) {
      return Remote.refusal(e)
          .<CasResult>map(why -> new CasResult.Refused(about(request, why), Duration.ZERO))
          .orElseGet(() -> new CasResult.Unknown(about(request, String.valueOf(e.getMessage()))));
    }
  }

  @Override
  public boolean remove(Tip damaged, Deadline deadline) throws IOException {
    TaskId task = damaged.task();
    Optional<ObjectId> last = judge.reader().remembered(task);
    try (Sight sight = look(OptionalLong.of(task.number()), deadline)) {
      if (!judge.read(sight, task, last).tip().equals(damaged)) {
        return false;
      }
      RemoteRefUpdate update =
          remote.update(
              sight.git(),
              sight.refs().claim(task.number()),
              ObjectId.fromString(damaged.position()),
              ObjectId.zeroId());
      try (Transport transport = remote.open(sight.git(), deadline)) {
        transport.push(new DeadlineMonitor(deadline), List.of(update));
      }
      return update.getStatus() == RemoteRefUpdate.Status.OK;
    }
  }

  @Override
  public void doubt() {} // each look lists the remote's refs and opens the cache afresh

  @Override
  public void close() {}

  private CasResult push(Sight sight, CasRequest request, Judge.Try step, Deadline deadline)
      throws IOException {
    step.store(sight);
    List<RemoteRefUpdate> updates = new ArrayList<>();
    updates.add(remote.update(sight.git(), step.ref(), step.from(), step.to()));
    for (RefUpdate update : request.updates()) {
      updates.add(
          remote.update(
              sight.git(),
              ClaimRefs.branch(update.branch()),
              update.expected().map(ObjectId::fromString).orElseGet(ObjectId::zeroId),
              ObjectId.fromString(update.head())));
    }
    PushResult pushed;
    try (Transport transport = remote.open(sight.git(), deadline)) {
      transport.setPushAtomic(true);
      pushed = transport.push(new DeadlineMonitor(deadline), updates);
    }
    boolean applied =
        updates.stream()
            .allMatch(
                update ->
                    update.getStatus() == RemoteRefUpdate.Status.OK
                        || update.getStatus() == RemoteRefUpdate.Status.UP_TO_DATE);
    return applied
        ? new CasResult.Won(judge.after(sight, request, step))
        : afterRejection(request, Rejection.of(updates, pushed.getMessages()), deadline);
  }

  /** Only a read can tell why a push was rejected. */
  private CasResult afterRejection(CasRequest request, Rejection rejection, Deadline deadline)
      throws IOException {
    Optional<ObjectId> last = judge.reader().remembered(request.task());
    try (Sight sight = look(OptionalLong.of(request.task().number()), deadline)) {
      ClaimReader.Reading now = judge.read(sight, request.task(), last);
      Optional<CasResult> settled = judge.settled(sight, request, now);
      if (settled.isPresent()) {
        return settled.get();
      }
      String why = about(request, rejection.why());
      return rejection.sure()
          ? new CasResult.Refused(why, Duration.ZERO)
          : new CasResult.Unknown(why);
    }
  }

  private Sight sight(
      org.eclipse.jgit.lib.Repository git,
      Namespace place,
      Map<String, Ref> listed,
      OptionalLong wanted) {
    SortedMap<Long, Sight.Seen> claims = new TreeMap<>();
    for (Ref ref : listed.values()) {
      OptionalLong number = place.number(ref.getName());
      if (number.isPresent() && (wanted.isEmpty() || wanted.equals(number))) {
        claims.put(number.getAsLong(), Sight.Seen.at(ref.getObjectId()));
      }
    }
    Ref head = listed.get(Constants.HEAD);
    return new Sight(
        repository,
        git,
        head == null ? null : head.getObjectId(),
        claims,
        new ListedRefs(place, listed));
  }

  /** Fetches what is listed and not here yet, and notes it, so that the next fetch is small. */
  private void fetch(FetchConnection connection, Sight sight, Deadline deadline)
      throws IOException {
    Map<String, ObjectId> mirror = new TreeMap<>();
    if (sight.tip() != null) {
      mirror.put(REMOTE_HEAD, sight.tip());
    }
    sight
        .claims()
        .forEach(
            (number, seen) -> {
              if (seen.id() != null) {
                mirror.put(ClaimRefs.claim(number), seen.id());
              }
            });
    for (Namespace each : Namespace.values()) {
      sight.refs().find(each.result()).ifPresent(id -> mirror.put(each.result(), id));
    }
    List<Ref> wanted = new ArrayList<>();
    for (Map.Entry<String, ObjectId> entry : mirror.entrySet()) {
      if (!sight.git().getObjectDatabase().has(entry.getValue())) {
        wanted.add(remote.wanted(entry.getKey(), entry.getValue()));
      }
    }
    if (!wanted.isEmpty()) {
      connection.fetch(new DeadlineMonitor(deadline), wanted, java.util.Set.of());
    }
    Mirror.note(sight.git(), mirror);
  }

  private void createCache() {
    if (new File(cache, Constants.HEAD).exists()) {
      return;
    }
    try (org.eclipse.jgit.lib.Repository git =
        new FileRepositoryBuilder().setGitDir(cache).setBare().build()) {
      git.create(true);
    } catch (IOException e) {
      throw new PermanentException(
          "cannot create the ledger's cache "
              + cache
              + ": "
              + e.getMessage()
              + "; make it writable",
          e);
    }
  }

  private org.eclipse.jgit.lib.Repository open() throws IOException {
    return new FileRepositoryBuilder().setGitDir(cache).setMustExist(true).build();
  }

  private String about(CasRequest request, String why) {
    return "the claim of task "
        + request.task().number()
        + " of "
        + repository.name()
        + " was not moved for sure: "
        + why;
  }
}
