package dev.bzzz.git.ledger;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.task.TaskId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.CredentialsProvider;

/**
 * Tries what a git host does with refs, for people who want to know before agents do: the questions
 * that agents ask before their first claim, and a branch of work. Safe for use by many threads.
 */
public final class HostTrial {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final URI url;
  private final CredentialsProvider credentials;

  /**
   * A trial in one repository, best in one that is made for it.
   *
   * @param url where git reaches it, without credentials
   * @param credentials logs git in
   */
  public HostTrial(URI url, CredentialsProvider credentials) {
    this.url = url;
    this.credentials = credentials;
  }

  /**
   * What came of one question.
   *
   * @param check its name
   * @param fault what is wrong; empty when the host passed
   */
  public record Finding(String check, Optional<String> fault) {}

  /**
   * Asks whether claims are safe in refs of the default namespace. After a wrong answer the
   * questions that follow are not asked.
   *
   * @throws TransientException if the host cannot be reached
   */
  public List<Finding> claims() {
    return with(
        "try how it keeps claims",
        (git, host) -> {
          Optional<LedgerProbe.Fault> fault =
              new LedgerProbe(host, Namespace.REFS, UUID.randomUUID().toString()).run();
          return findings(fault);
        });
  }

  private static List<Finding> findings(Optional<LedgerProbe.Fault> fault) {
    List<String> checks = LedgerProbe.CHECKS;
    // Atomic pushes are no check of their own, they are missed with the first.
    int failed = fault.map(each -> Math.max(0, checks.indexOf(each.check()))).orElse(checks.size());
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < checks.size(); i++) {
      findings.add(
          new Finding(
              checks.get(i),
              i < failed
                  ? Optional.empty()
                  : i == failed
                      ? fault.map(LedgerProbe.Fault::toString)
                      : Optional.of("not tried after the fault before")));
    }
    return findings;
  }

  /**
   * Pushes a branch with one commit on top of another, as work that was claimed and published; the
   * claim is in no ledger.
   *
   * @param task whose work it is
   * @param base short name of the branch it starts from
   * @throws PermanentException if the host refuses it
   * @throws TransientException if the host cannot be reached
   */
  public Claim publish(TaskId task, String base) {
    return with(
        "push a branch of work",
        (git, host) -> {
          ObjectId from = host.fetched(Constants.R_HEADS + base);
          ObjectId head = host.emptyChange(from);
          Claim claim = TrialClaims.published(task, from, head, Identity.generate());
          String ref = Namespace.branch(claim.work().branch());
          ProbeHost.Answer answer =
              host.push(List.of(new ProbeHost.Update(ref, ObjectId.zeroId(), head)));
          if (!answer.taken()) {
            throw new PermanentException(
                "cannot push " + ref + " to " + url + ": the host says " + answer.words());
          }
          return claim;
        });
  }

  private interface Work<T> {
    T in(Repository git, ProbeHost host) throws IOException;
  }

  private <T> T with(String action, Work<T> work) {
    try (Repository git = new InMemoryRepository(new DfsRepositoryDescription("trial"))) {
      Deadline deadline = Deadline.after(TIMEOUT);
      return work.in(git, new ProbeHost(new Remote(url, credentials), git, deadline));
    } catch (IOException e) {
      throw failed(action, e);
    }
  }

  private BzzzException failed(String action, IOException e) {
    String message = "cannot " + action + " at " + url + ": " + e.getMessage();
    return Remote.refusal(e).isPresent()
        ? new PermanentException(message + "; check the address, and what the token may do", e)
        : new TransientException(message + "; try again", e);
  }
}
