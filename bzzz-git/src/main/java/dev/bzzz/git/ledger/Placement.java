package dev.bzzz.git.ledger;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Signer;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.repo.Repository;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides in which {@link Namespace} of a host a repository's claims live, and sees to it that the
 * host was probed. Where claims are, there they stay; where there are none yet, the signed result
 * of the last probe says; without one, refs of our own are tried first and branches second. Claims
 * in both places are an error, never a choice.
 */
final class Placement {
  private static final Logger LOG = LoggerFactory.getLogger(Placement.class);

  private final Repository repository;
  private final Remote remote;
  private final Verifier verifier;
  private final @Nullable Signer signer;

  /**
   * Decides for one repository.
   *
   * @param signer who probes; without one nobody does, and what is there is taken as it is
   */
  Placement(Repository repository, Remote remote, Verifier verifier, @Nullable Signer signer) {
    this.repository = repository;
    this.remote = remote;
    this.verifier = verifier;
    this.signer = signer;
  }

  /**
   * The namespace to use.
   *
   * @param refs what the host lists
   * @param git has the objects of the probes' results, and takes those of a new probe
   * @param policy says whose results count
   * @throws PermanentException if the host is not safe, or claims are in both namespaces
   */
  Namespace find(
      Map<String, Ref> refs,
      org.eclipse.jgit.lib.Repository git,
      ClaimPolicy policy,
      Deadline deadline)
      throws IOException {
    List<Namespace> candidates = candidates(refs, git, policy);
    for (Namespace each : candidates) {
      if (signer == null || result(refs, git, each).filter(r -> counts(r, policy)).isPresent()) {
        return each;
      }
    }
    return probed(candidates, refs, git, deadline);
  }

  /** An error when both namespaces hold claims. */
  void requireOne(Map<String, Ref> refs) {
    List<String> examples = new ArrayList<>();
    for (Namespace each : Namespace.values()) {
      refs.keySet().stream()
          .filter(ref -> each.number(ref).isPresent())
          .sorted()
          .findFirst()
          .ifPresent(examples::add);
    }
    if (examples.size() > 1) {
      throw new PermanentException(
          "cannot use the claims of "
              + repository.name()
              + ": they live in two places, "
              + String.join(" and ", examples)
              + ", so a task could be claimed twice; see which ones count and delete the others");
    }
  }

  private List<Namespace> candidates(
      Map<String, Ref> refs, org.eclipse.jgit.lib.Repository git, ClaimPolicy policy) {
    requireOne(refs);
    for (Namespace each : Namespace.values()) {
      if (refs.keySet().stream().anyMatch(ref -> each.number(ref).isPresent())) {
        return List.of(each);
      }
    }
    for (Namespace each : Namespace.values()) {
      if (result(refs, git, each).filter(found -> counts(found, policy)).isPresent()) {
        return List.of(each);
      }
    }
    return List.of(Namespace.values());
  }

  private static boolean counts(ProbeResult result, ClaimPolicy policy) {
    return result.counts(Instant.now(), policy);
  }

  private Namespace probed(
      List<Namespace> candidates,
      Map<String, Ref> refs,
      org.eclipse.jgit.lib.Repository git,
      Deadline deadline)
      throws IOException {
    ProbeHost host = new ProbeHost(remote, git, deadline);
    List<LedgerProbe.Fault> faults = new ArrayList<>();
    for (Namespace each : candidates) {
      Optional<LedgerProbe.Fault> fault =
          new LedgerProbe(host, each, UUID.randomUUID().toString()).run();
      if (fault.isEmpty()) {
        note(host, each, refs);
        return each;
      }
      faults.add(fault.get());
      if (!fault.get().check().equals(LedgerProbe.CUSTOM_REFS)) {
        break; // a host that is not safe here is not safe elsewhere
      }
      LOG.info("the host takes no claims here: namespace={} why={}", each, fault.get());
    }
    LedgerProbe.Fault last = faults.get(faults.size() - 1);
    throw new PermanentException(
        "cannot keep the claims of "
            + repository.name()
            + " on "
            + repository.gitUrl()
            + ": "
            + last
            + "; tasks could be claimed twice there. Use another host, or a folder of bare"
            + " repositories");
  }

  /** Leaves the signed result for others; who is not the first leaves it at that. */
  private void note(ProbeHost host, Namespace namespace, Map<String, Ref> refs) throws IOException {
    Signer agent = java.util.Objects.requireNonNull(signer);
    var result = new ProbeResult(repository.id(), namespace, agent.id(), Instant.now());
    Ref before = refs.get(namespace.result());
    ObjectId from = before == null ? ObjectId.zeroId() : before.getObjectId();
    ObjectId to = host.commit(from, result.toMessage(agent));
    ProbeHost.Answer answer =
        host.push(List.of(new ProbeHost.Update(namespace.result(), from, to)));
    LOG.debug(
        "probed: repository={} namespace={} noted={}",
        repository.name(),
        namespace,
        answer.taken());
  }

  private Optional<ProbeResult> result(
      Map<String, Ref> refs, org.eclipse.jgit.lib.Repository git, Namespace namespace) {
    Ref ref = refs.get(namespace.result());
    if (ref == null) {
      return Optional.empty();
    }
    try (ObjectReader reader = git.newObjectReader();
        RevWalk walk = new RevWalk(reader)) {
      byte[] raw =
          reader
              .open(ref.getObjectId(), Constants.OBJ_COMMIT)
              .getCachedBytes(RecordCommit.MAX_BYTES);
      String message = RevCommit.parse(walk, raw).getFullMessage();
      return Optional.of(ProbeResult.fromMessage(message, verifier))
          .filter(result -> result.repository().equals(repository.id()))
          .filter(result -> result.namespace() == namespace);
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("a probe's result does not count: ref={} why={}", ref.getName(), e.getMessage());
      return Optional.empty();
    }
  }
}
