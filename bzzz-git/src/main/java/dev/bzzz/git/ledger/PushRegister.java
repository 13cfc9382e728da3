package dev.bzzz.git.ledger;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.task.TaskId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
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
    return look(number.isPresent() ? Set.of(number.getAsLong()) : Set.of(), deadline);
  }

  /** The same for some tasks; for all when there are none. */
  private Sight look(Set<Long> numbers, Deadline deadline) throws IOException {
    org.eclipse.jgit.lib.Repository git = mirror.open();
    try {
      Map<String, Ref> listed;
      try (Transport transport = remote.open(git, deadline);
          FetchConnection connection = transport.openFetch(List.of(), prefixes(numbers))) {
        listed = connection.getRefsMap();
        Mirror.fetch(git, connection, wanted(listed, numbers), new DeadlineMonitor(deadline));
      }
      Sight sight = sight(git, Namespace.REFS, listed, numbers);
      if (sight.tip() == null) {
        return sight; // without a commit there is no policy, and no claim
      }
      ClaimPolicy policy = judge.policies(sight).current();
      Namespace place = Namespace.of(policy);
      requireNone(listed, place.other());
      inspect(new Inspection.Subject(place, policy, sight, listed), deadline);
      return place == Namespace.REFS ? sight : sight(git, place, listed, numbers);
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

  /** What to list: of these claims, or all, in both namespaces; one in the wrong one is told. */
  private static String[] prefixes(Set<Long> numbers) {
    Stream.Builder<String> prefixes = Stream.builder();
    prefixes.add(Constants.HEAD).add(WORK_BRANCHES);
    for (Namespace place : Namespace.values()) {
      prefixes.add(place.result());
      if (numbers.isEmpty()) {
        prefixes.add(place.prefix());
      }
      numbers.forEach(number -> prefixes.add(place.claim(number)));
    }
    return prefixes.build().toArray(String[]::new);
  }

  private void requireNone(Map<String, Ref> listed, Namespace wrong) {
    Optional<String> stray =
        listed.keySet().stream().filter(ref -> wrong.number(ref).isPresent()).sorted().findFirst();
    if (stray.isPresent()) {
      throw wrong.other().misplaced(repository.name().toString(), stray.get());
    }
  }

  @Override
  public boolean gathers() {
    return true;
  }

  @Override
  public CasResult cas(CasRequest request, Deadline deadline) {
    return cas(List.of(request), deadline).get(0);
  }

  @Override
  public List<CasResult> cas(List<CasRequest> requests, Deadline deadline) {
    List<ClaimPush> pushes = requests.stream().map(ClaimPush::new).toList();
    Map<TaskId, Optional<ObjectId>> last = new TreeMap<>();
    requests.forEach(each -> last.put(each.task(), judge.reader().remembered(each.task())));
    Set<Long> numbers = new TreeSet<>();
    requests.forEach(each -> numbers.add(each.task().number()));
    try (Sight sight = look(numbers, deadline)) {
      for (ClaimPush push : pushes) {
        push.judged(judge, sight, last.get(push.request().task()), new DeadlineMonitor(deadline));
      }
      push(sight, pushes.stream().filter(push -> !push.settled()).toList(), deadline);
    } catch (IOException e) {
      Optional<String> refusal = Remote.refusal(e);
      for (ClaimPush push : pushes) {
        push.ends(
            refusal
                .map(why -> refused(push.request(), why))
                .orElseGet(
                    () ->
                        new CasResult.Unknown(
                            about(push.request(), String.valueOf(e.getMessage())))));
      }
    }
    return pushes.stream().map(ClaimPush::result).toList();
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

  /** Several at once are moved each by itself; one alone with its branch or not at all. */
  private void push(Sight sight, List<ClaimPush> pushes, Deadline deadline) throws IOException {
    if (pushes.isEmpty()) {
      return;
    }
    List<RemoteRefUpdate> updates = new ArrayList<>();
    for (ClaimPush push : pushes) {
      updates.addAll(push.updates(remote, sight));
    }
    PushResult pushed;
    try (Transport transport = remote.open(sight.git(), deadline)) {
      transport.setPushAtomic(pushes.size() == 1);
      pushed = transport.push(new DeadlineMonitor(deadline), updates);
    }
    for (ClaimPush push : pushes) {
      push.ends(
          push.applied()
              ? push.won(judge, sight)
              : afterRejection(push.request(), push.rejection(pushed), deadline));
    }
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
      Set<Long> wanted) {
    SortedMap<Long, Sight.Seen> claims = new TreeMap<>();
    for (Ref ref : listed.values()) {
      OptionalLong number = place.number(ref.getName());
      if (number.isPresent() && (wanted.isEmpty() || wanted.contains(number.getAsLong()))) {
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
  private static Map<String, ObjectId> wanted(Map<String, Ref> listed, Set<Long> numbers) {
    Map<String, ObjectId> wanted = new TreeMap<>();
    for (Ref ref : listed.values()) {
      for (Namespace place : Namespace.values()) {
        OptionalLong claim = place.number(ref.getName());
        if (ref.getName().equals(place.result())
            || (claim.isPresent() && (numbers.isEmpty() || numbers.contains(claim.getAsLong())))) {
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
