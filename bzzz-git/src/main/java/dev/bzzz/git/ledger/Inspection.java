package dev.bzzz.git.ledger;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Signer;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.repo.Repository;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * Sees to it that the host of a repository's claims was probed: by this agent, or within a day by
 * another one that the policy names. Safe for use by many threads.
 */
final class Inspection {
  private static final Logger LOG = LoggerFactory.getLogger(Inspection.class);

  private final Repository repository;
  private final Remote remote;
  private final Verifier verifier;
  private final @Nullable Signer signer;

  /**
   * Inspects the host of one repository.
   *
   * @param signer who probes; without one nobody does, and what is there is taken as it is
   */
  Inspection(Repository repository, Remote remote, Verifier verifier, @Nullable Signer signer) {
    this.repository = repository;
    this.remote = remote;
    this.verifier = verifier;
    this.signer = signer;
  }

  /**
   * What is to be probed.
   *
   * @param place where the policy keeps the claims
   * @param policy says whose results count
   * @param sight has the objects of the result, and takes those of a probe
   * @param refs what the host lists
   */
  record Subject(Namespace place, ClaimPolicy policy, Sight sight, Map<String, Ref> refs) {}

  /**
   * Returns when the host is known to be safe.
   *
   * @throws PermanentException if it is not; the message names the check that failed
   */
  void require(Subject subject, Deadline deadline) throws IOException {
    if (signer == null || passed(subject)) {
      return;
    }
    ProbeHost host = new ProbeHost(remote, subject.sight().git(), deadline);
    Optional<LedgerProbe.Fault> fault =
        new LedgerProbe(host, subject.place(), UUID.randomUUID().toString()).run();
    if (fault.isPresent()) {
      throw unsafe(subject.place(), fault.get());
    }
    note(host, subject.place(), subject.refs());
  }

  private PermanentException unsafe(Namespace place, LedgerProbe.Fault fault) {
    String remedy =
        place == Namespace.REFS && fault.check().equals(LedgerProbe.CREATION)
            ? "write \"namespace\": \""
                + Namespace.HEADS.label()
                + "\" into its "
                + ClaimPolicy.FILE
                + ", and claims are kept in branches "
                + Namespace.HEADS.prefix()
                + "<number> if the host is safe for that"
            : "tasks could be claimed twice there. Use another host, or a folder of bare"
                + " repositories";
    return new PermanentException(
        "cannot keep the claims of "
            + repository.name()
            + " on "
            + repository.gitUrl()
            + ": "
            + fault
            + "; "
            + remedy);
  }

  /** Leaves the signed result for others; who is not the first leaves it at that. */
  private void note(ProbeHost host, Namespace namespace, Map<String, Ref> refs) throws IOException {
    Signer agent = Objects.requireNonNull(signer);
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

  private boolean passed(Subject subject) {
    Ref ref = subject.refs().get(subject.place().result());
    if (ref == null) {
      return false;
    }
    try (ObjectReader reader = subject.sight().git().newObjectReader();
        RevWalk walk = new RevWalk(reader)) {
      byte[] raw =
          reader
              .open(ref.getObjectId(), Constants.OBJ_COMMIT)
              .getCachedBytes(RecordCommit.MAX_BYTES);
      String message = RevCommit.parse(walk, raw).getFullMessage();
      ProbeResult result = ProbeResult.fromMessage(message, verifier);
      return result.repository().equals(repository.id())
          && result.namespace() == subject.place()
          && result.counts(Instant.now(), subject.policy());
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("a probe's result does not count: ref={} why={}", ref.getName(), e.getMessage());
      return false;
    }
  }
}
