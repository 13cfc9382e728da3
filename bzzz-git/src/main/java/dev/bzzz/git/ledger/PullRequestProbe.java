package dev.bzzz.git.ledger;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Signer;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.task.TaskId;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jgit.lib.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a branch of a forge ever gets two pull requests, by asking for several at once,
 * and whether the one it got is still found when it is closed. An agent that is asleep while
 * another one helps out rests on the first, the decision whether finished work is to be done again
 * on the second.
 *
 * <p>What it leaves behind is one closed pull request, since no forge deletes those; its branch is
 * removed. Confined to one thread.
 */
final class PullRequestProbe {
  /** The name of this check. */
  static final String CHECK = "second pull request";

  /** Who ask for one at once. */
  static final int RACERS = 4;

  private static final Logger LOG = LoggerFactory.getLogger(PullRequestProbe.class);

  // Above the number of any real issue, so that the branch is no task's.
  private static final long FIRST_NUMBER = 900_000_000_000_000L;
  private static final long NUMBERS = 99_999_999_999_999L;
  private static final PullRequestDraft TEXT =
      new PullRequestDraft(
          "Bzzz has tried this repository",
          "Several agents will work here. To see that a branch never gets two pull requests, some"
              + " were asked for at once. There is nothing to merge, and the branch is gone.");

  private final ProbeHost host;
  private final RepositoryProvider forge;
  private final RepositoryId repository;
  private final Signer signer;
  private final SortedSet<Long> opened = new TreeSet<>();

  /**
   * Prepares the questions.
   *
   * @param host takes the branch
   * @param forge opens the pull requests
   * @param signer signs the claim they are opened for, which is in no ledger
   */
  PullRequestProbe(
      ProbeHost host, RepositoryProvider forge, RepositoryId repository, Signer signer) {
    this.host = host;
    this.forge = forge;
    this.repository = repository;
    this.signer = signer;
  }

  /**
   * Asks.
   *
   * @param base commit of the default branch
   * @return what is wrong; empty when a branch has one pull request
   * @throws IOException if the host cannot be reached
   * @throws TransientException if the forge cannot be reached
   */
  Optional<LedgerProbe.Fault> run(ObjectId base) throws IOException {
    ObjectId head = host.emptyChange(base);
    Claim claim = claim(base, head);
    String branch = claim.work().branch();
    ProbeHost.Answer answer =
        host.push(List.of(new ProbeHost.Update(Namespace.branch(branch), ObjectId.zeroId(), head)));
    try {
      return answer.taken()
          ? race(claim)
          : fault("that the branch " + branch + " is created", answer.words());
    } finally {
      cleanUp(branch);
      host.remove(List.of(Namespace.branch(branch)));
    }
  }

  private Claim claim(ObjectId base, ObjectId head) {
    long number = FIRST_NUMBER + new SecureRandom().nextLong(NUMBERS);
    return TrialClaims.published(new TaskId(repository, number), base, head, signer);
  }

  private Optional<LedgerProbe.Fault> race(Claim claim) throws IOException {
    String expected = "that of " + RACERS + " asked for at once one is opened";
    List<String> refusals = askAtOnce(claim);
    if (opened.isEmpty()) {
      return fault(expected, "none was: " + refusals);
    }
    opened.add(forge.openPullRequest(claim, TEXT).number());
    if (opened.size() > 1) {
      return fault(expected, "there are several now, #" + opened);
    }
    long number = opened.first();
    close();
    Optional<PullRequest> closed = forge.findPullRequest(repository, claim.work().branch());
    return closed
            .filter(pull -> pull.number() == number && pull.state() == PullRequest.State.CLOSED)
            .isPresent()
        ? Optional.empty()
        : fault(
            "that #" + number + " is found after it was closed",
            closed
                .map(pull -> "found was #" + pull.number() + ", " + pull.state())
                .orElse("it is not"));
  }

  /** Notes the numbers of what was opened; returns why others were not. */
  private List<String> askAtOnce(Claim claim) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(RACERS);
    List<String> refusals = new ArrayList<>();
    try {
      Callable<PullRequest> ask = () -> forge.openPullRequest(claim, TEXT);
      for (Future<PullRequest> answer : threads.invokeAll(Collections.nCopies(RACERS, ask))) {
        try {
          opened.add(answer.get().number());
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof PermanentException)) {
            throw new IOException(String.valueOf(e.getCause().getMessage()), e);
          }
          refusals.add(String.valueOf(e.getCause().getMessage()));
        }
      }
      return refusals;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientException("interrupted while probing a forge", e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Also what was opened though the answer was another. */
  private void cleanUp(String branch) {
    try {
      forge.findPullRequest(repository, branch).ifPresent(pull -> opened.add(pull.number()));
    } catch (BzzzException e) {
      LOG.warn("pull requests of the probe may stay open: branch={}", branch, e);
    }
    close();
  }

  /** As far as the forge lets us; what stays is for people to close. */
  private void close() {
    for (long number : opened) {
      try {
        forge.closePullRequest(repository, number);
      } catch (BzzzException e) {
        LOG.warn("a pull request of the probe stays open: number={}", number, e);
      }
    }
  }

  private static Optional<LedgerProbe.Fault> fault(String expected, String found) {
    return Optional.of(new LedgerProbe.Fault(CHECK, expected, found));
  }
}
