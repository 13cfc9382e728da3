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
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.FetchConnection;
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
  /** How long finished work waits for a host that lets nobody in before it asks again. */
  private static final Duration CLOSED_DOOR = Duration.ofSeconds(5);

  private final Repository repository;
  private final Listing listing;
  private final Judge judge;
  private final Remote remote;
  private final Inspection inspection;
  private final Mirror mirror;
  private @Nullable Namespace probed;
  private volatile @Nullable Standing standing;

  /** The claims behind {@code remote}, which {@code inspection} has to find safe. */
  PushRegister(
      Repository repository, Judge judge, Inspection inspection, Remote remote, Path mirrors) {
    this.repository = repository;
    this.listing = new Listing(repository);
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
          FetchConnection connection = transport.openFetch(List.of(), Listing.prefixes(numbers))) {
        listed = connection.getRefsMap();
        Mirror.fetch(git, connection, Listing.wanted(listed, numbers), deadline);
      }
      Sight sight = listing.sight(git, Namespace.REFS, listed, numbers);
      if (sight.tip() == null) {
        return sight; // without a commit there is no policy, and no claim
      }
      ClaimPolicy policy = judge.policies(sight).current();
      Namespace place = Namespace.of(policy);
      listing.requireNone(listed, place.other());
      inspect(new Inspection.Subject(place, policy, sight, listed), deadline);
      standing = Standing.of(listed, place);
      return place == Namespace.REFS ? sight : listing.sight(git, place, listed, numbers);
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
    try {
      Optional<List<CasResult>> quick = atOnce(requests, deadline);
      if (quick.isPresent()) {
        return quick.get();
      }
      Map<TaskId, Optional<ObjectId>> last = last(requests);
      try (Sight sight = look(numbers(requests), deadline)) {
        for (ClaimPush push : pushes) {
          push.judged(judge, sight, last, new DeadlineMonitor(deadline));
        }
        List<ClaimPush> open = pushes.stream().filter(push -> !push.settled()).toList();
        if (!open.isEmpty()) {
          try (PushLine line = PushLine.open(remote, sight.git(), open.size() == 1, deadline)) {
            push(line, sight, open, deadline);
          }
        }
      }
    } catch (IOException e) {
      pushes.forEach(push -> push.ends(failed(push.request(), e)));
    }
    return pushes.stream().map(ClaimPush::result).toList();
  }

  private static Set<Long> numbers(List<CasRequest> requests) {
    return requests.stream().map(each -> each.task().number()).collect(Collectors.toSet());
  }

  private Map<TaskId, Optional<ObjectId>> last(List<CasRequest> requests) {
    Map<TaskId, Optional<ObjectId>> last = new TreeMap<>();
    requests.forEach(each -> last.put(each.task(), judge.reader().remembered(each.task())));
    return last;
  }

  /**
   * The same with one listing less: a remote that is asked to take a push lists its refs, too. That
   * is enough to judge by while the default branch has not moved, the claims are where the requests
   * expect them, and no branch moves with them; else nothing was done, and there is no result.
   */
  private Optional<List<CasResult>> atOnce(List<CasRequest> requests, Deadline deadline)
      throws IOException {
    Standing known = standing;
    boolean branches = requests.stream().anyMatch(each -> !each.updates().isEmpty());
    if (known == null || branches || !known.counts()) {
      return Optional.empty();
    }
    List<ClaimPush> pushes = requests.stream().map(ClaimPush::new).toList();
    Map<TaskId, Optional<ObjectId>> last = last(requests);
    try (org.eclipse.jgit.lib.Repository git = mirror.open();
        PushLine line = PushLine.open(remote, git, requests.size() == 1, deadline)) {
      Optional<Map<String, Ref>> listed = known.with(line.refs());
      Set<Long> numbers = numbers(requests);
      if (listed.isEmpty() || !Mirror.has(git, Listing.wanted(listed.get(), numbers))) {
        return Optional.empty();
      }
      listing.requireNone(listed.get(), known.place().other());
      Sight sight = listing.sight(git, known.place(), listed.get(), numbers);
      for (ClaimPush push : pushes) {
        push.judged(judge, sight, last, new DeadlineMonitor(deadline));
      }
      if (pushes.stream().anyMatch(ClaimPush::settled)) {
        return Optional.empty();
      }
      push(line, sight, pushes, deadline);
    } catch (IOException e) {
      pushes.forEach(push -> push.ends(failed(push.request(), e)));
    }
    return Optional.of(pushes.stream().map(ClaimPush::result).toList());
  }

  private CasResult failed(CasRequest request, IOException e) {
    return Remote.refusal(e)
        .map(why -> refused(request, why))
        .orElseGet(() -> new CasResult.Unknown(about(request, String.valueOf(e.getMessage()))));
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
  public void doubt() {
    standing = null; // besides this, each look lists the remote's refs and opens the cache afresh
  }

  @Override
  public void close() {}

  /** Several at once are moved each by itself; one alone with its branch or not at all. */
  private void push(PushLine line, Sight sight, List<ClaimPush> pushes, Deadline deadline)
      throws IOException {
    List<RemoteRefUpdate> updates = new ArrayList<>();
    for (ClaimPush push : pushes) {
      updates.addAll(push.updates(remote, sight));
    }
    String said = line.push(updates);
    for (ClaimPush push : pushes) {
      push.ends(
          push.applied()
              ? push.won(judge, sight)
              : afterRejection(push.request(), push.rejection(said), deadline));
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

  private String about(CasRequest request, String why) {
    return "the claim of task "
        + request.task().number()
        + " of "
        + repository.name()
        + " was not moved for sure: "
        + why;
  }
}
