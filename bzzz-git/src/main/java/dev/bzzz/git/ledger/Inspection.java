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
 * another one that the policy names. Pull requests are tried once for good, since each time leaves
 * a closed one. Safe for use by many threads.
 */
final class Inspection {
  private static final Logger LOG = LoggerFactory.getLogger(Inspection.class);

  private final Repository repository;
  private final Remote remote;
  private final Verifier verifier;
  private final @Nullable Prober prober;

  /**
   * Inspects the host of one repository.
   *
   * @param prober without one nobody probes, and what is there is taken as it is
   */
  Inspection(Repository repository, Remote remote, Verifier verifier, @Nullable Prober prober) {
    this.repository = repository;
    this.remote = remote;
    this.verifier = verifier;
    this.prober = prober;
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
    if (prober == null) {
      return;
    }
    Optional<ProbeResult> last = result(subject);
    boolean tried =
        last.filter(result -> result.checks().contains(PullRequestProbe.CHECK)).isPresent();
    boolean enough = tried || prober.forge().isEmpty();
    if (enough && last.filter(result -> result.counts(Instant.now())).isPresent()) {
      return;
    }
    ProbeHost host = new ProbeHost(remote, subject.sight().git(), deadline);
    requireNone(
        subject.place(),
        new LedgerProbe(host, subject.place(), UUID.randomUUID().toString()).run());
    List<String> checks = new ArrayList<>(LedgerProbe.CHECKS);
    if (!enough) {
      requireNone(subject.place(), pullRequests(host).run(subject.sight().head()));
    }
    if (tried || !enough) {
      checks.add(PullRequestProbe.CHECK);
    }
    note(host, subject, checks);
  }

  private PullRequestProbe pullRequests(ProbeHost host) {
    Prober who = Objects.requireNonNull(prober);
    return new PullRequestProbe(host, who.forge().orElseThrow(), repository.id(), who.signer());
  }

  private void requireNone(Namespace place, Optional<LedgerProbe.Fault> fault) {
    if (fault.isPresent()) {
      throw unsafe(place, fault.get());
    }
  }

  private PermanentException unsafe(Namespace place, LedgerProbe.Fault fault) {
    String remedy =
        place == Namespace.REFS && fault.check().equals(LedgerProbe.CREATION)
            ? "write \"namespace\": \"heads\" into its .bzzz/policy.json, and claims are kept in"
                + " branches bzzz-claims/<number>, if the host is safe for that"
            : fault.check().equals(PullRequestProbe.CHECK)
                ? "the same work could be proposed twice there. Use another forge, or mend its provider"
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
  private void note(ProbeHost host, Subject subject, List<String> checks) throws IOException {
    Signer agent = Objects.requireNonNull(prober).signer();
    String ref = subject.place().result();
    var result =
        new ProbeResult(repository.id(), subject.place(), checks, agent.id(), Instant.now());
    Ref before = subject.refs().get(ref);
    ObjectId from = before == null ? ObjectId.zeroId() : before.getObjectId();
    ObjectId to = host.commit(from, result.toMessage(agent));
    ProbeHost.Answer answer = host.push(List.of(new ProbeHost.Update(ref, from, to)));
    LOG.debug(
        "probed: repository={} namespace={} noted={}",
        repository.name(),
        subject.place(),
        answer.taken());
  }

  /** The last result, however old, if it is of an agent that the policy names. */
  private Optional<ProbeResult> result(Subject subject) {
    Ref ref = subject.refs().get(subject.place().result());
    if (ref == null) {
      return Optional.empty();
    }
    try (ObjectReader reader = subject.sight().git().newObjectReader();
        RevWalk walk = new RevWalk(reader)) {
      byte[] raw =
          reader
              .open(ref.getObjectId(), Constants.OBJ_COMMIT)
              .getCachedBytes(RecordCommit.MAX_BYTES);
      String message = RevCommit.parse(walk, raw).getFullMessage();
      return Optional.of(ProbeResult.fromMessage(message, verifier))
          .filter(result -> result.repository().equals(repository.id()))
          .filter(result -> result.namespace() == subject.place())
          .filter(result -> subject.policy().authorises(result.agent()));
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("a probe's result does not count: ref={} why={}", ref.getName(), e.getMessage());
      return Optional.empty();
    }
  }
}
