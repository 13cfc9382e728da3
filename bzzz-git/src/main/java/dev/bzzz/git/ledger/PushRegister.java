package dev.bzzz.git.ledger;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.RefUpdate;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.task.TaskId;
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
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a repository on another machine, written to by pushes that carry what they expect.
 *
 * <p>Works from a {@link Mirror}. Every push moves the claim ref (git checks no expectation for a
 * ref that stays) and is atomic.
 */
final class PushRegister implements Register {
  private static final String WORK_BRANCHES = Constants.R_HEADS + "bzzz";

  /** How long finished work waits for a host that lets nobody in before it asks again. */
  private static final Duration CLOSED_DOOR = Duration.ofSeconds(5);

  private final Repository repository;
  private final Judge judge;
  private final Remote remote;
  private final Inspection inspection;
  private final Mirror mirror;
  private @Nullable Namespace probed;

  /** The claims behind {@code remote}, which {@code inspection} has to find safe. */
  PushRegister(
      Repository repository, Judge judge, Inspection inspection, Remote remote, Path mirrors) {
    this.repository = repository;
    this.judge = judge;
    this.inspection = inspection;
    this.remote = remote;
    this.mirror = Mirror.of(repository.id(), mirrors);
  }

  @Override
  public Sight look(OptionalLong number, Deadline deadline) throws IOException {
    org.eclipse.jgit.lib.Repository git = mirror.open();
    try {
      Map<String, Ref> listed;
      try (Transport transport = remote.open(git, deadline);
          FetchConnection connection = transport.openFetch(List.of(), prefixes(number))) {
        listed = connection.getRefsMap();
        Mirror.fetch(git, connection, wanted(listed, number), new DeadlineMonitor(deadline));
      }
      Sight sight = sight(git, Namespace.REFS, listed, number);
      if (sight.tip() == null) {
        return sight; // without a commit there is no policy, and no claim
      }
      ClaimPolicy policy = judge.policies(sight).current();
      Namespace place = Namespace.of(policy);
      requireNone(listed, place.other());
      inspect(new Inspection.Subject(place, policy, sight, listed), deadline);
      return place == Namespace.REFS ? sight : sight(git, place, listed, number);
    } catch (IOException | RuntimeException e) {
      git.close();
      throw e;
    }
  }

  /** Once for each namespace, before anything else is done there. */
  private synchronized void inspect(Inspection.Subject subject, Deadline deadline)
      throws IOException {
    if (probed != subject.place()) {
      inspection.require(subject, deadline);
      probed = subject.place();
    }
  }

  /** What to list: of one claim, or all, in both namespaces; a claim in the wrong one is told. */
  private static String[] prefixes(OptionalLong number) {
    return Stream.concat(
            Stream.of(Constants.HEAD, WORK_BRANCHES),
            Arrays.stream(Namespace.values())
                .flatMap(
                    place ->
                        Stream.of(
                            place.result(),
                            number.isPresent() ? place.claim(number.getAsLong()) : place.prefix())))
        .toArray(String[]::new);
  }

  private void requireNone(Map<String, Ref> listed, Namespace wrong) {
    Optional<String> stray =
        listed.keySet().stream().filter(ref -> wrong.number(ref).isPresent()).sorted().findFirst();
    if (stray.isPresent()) {
      throw wrong.other().misplaced(repository.name().toString(), stray.get());
    }
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
          .map(why -> refused(request, why))
          .orElseGet(() -> new CasResult.Unknown(about(request, String.valueOf(e.getMessage()))));
    }
  }

  /**
   * Nothing was done, since the host let nobody in: the token was revoked, the repository archived.
   * People mend that, so finished work waits for them; what costs nothing may be given up.
   */
  private CasResult refused(CasRequest request, String why) {
    return new CasResult.Refused(
        about(request, why) + "; check what the token may do, and that nobody archived it",
        request.updates().isEmpty() ? Duration.ZERO : CLOSED_DOOR);
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
              Namespace.branch(update.branch()),
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

  /** The objects that are needed, by the names under which the cache notes them. */
  private static Map<String, ObjectId> wanted(Map<String, Ref> listed, OptionalLong number) {
    Map<String, ObjectId> wanted = new TreeMap<>();
    for (Ref ref : listed.values()) {
      for (Namespace place : Namespace.values()) {
        OptionalLong claim = place.number(ref.getName());
        if (ref.getName().equals(place.result())
            || (claim.isPresent() && (number.isEmpty() || number.equals(claim)))) {
          wanted.put(ref.getName(), ref.getObjectId());
        }
      }
    }
    Optional.ofNullable(listed.get(Constants.HEAD))
        .map(Ref::getObjectId)
        .ifPresent(head -> wanted.put(Mirror.HEAD, head));
    return wanted;
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
