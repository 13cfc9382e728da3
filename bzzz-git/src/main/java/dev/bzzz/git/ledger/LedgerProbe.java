package dev.bzzz.git.ledger;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Finds out whether a git host keeps the promises that claims rest on, by trying them on refs that
 * mean nothing. Each question goes to the host as it is: git and JGit compare with what the host
 * has listed and would not even send a stale update. Confined to one thread.
 *
 * <p>What is asked, in this order: a ref of our own is created; it is not created twice; an update
 * from a value it does not have is refused; one from the value it has is made; of two updates that
 * belong together one is stale, and neither is made; of several updates from one value that were
 * all begun before the first was made, exactly one is made. After each question the refs are
 * listed: what the host did counts, not what it says it did.
 */
final class LedgerProbe {
  /** Writers in the race. */
  static final int RACERS = 4;

  private final ProbeHost host;
  private final String one;
  private final String two;

  /**
   * Prepares the questions.
   *
   * @param nonce makes the names of the refs; nobody else uses it
   */
  LedgerProbe(ProbeHost host, Namespace namespace, String nonce) {
    this.host = host;
    this.one = namespace.probe(nonce);
    this.two = namespace.probe(nonce + "-2");
  }

  /**
   * A question that was answered wrongly.
   *
   * @param check its name
   * @param expected what a safe host does
   * @param found what this one did
   */
  record Fault(String check, String expected, String found) {
    @Override
    public String toString() {
      return "it fails the check '" + check + "': expected " + expected + ", but " + found;
    }
  }

  /** The check that a host fails which takes no refs of this namespace at all. */
  static final String CREATION = "creation";

  private static final String SECOND_CREATION = "second creation";
  private static final String STALE_UPDATE = "stale update";
  private static final String GOOD_UPDATE = "good update";
  private static final String TWO_REFS = "update of two refs";
  private static final String RACE = "race";

  /** The names of all checks. */
  static final List<String> CHECKS =
      List.of(CREATION, SECOND_CREATION, STALE_UPDATE, GOOD_UPDATE, TWO_REFS, RACE);

  /**
   * Asks everything; the probe's refs are removed again.
   *
   * @return the first wrong answer; empty when the host is safe
   * @throws IOException if the host cannot be reached
   */
  Optional<Fault> run() throws IOException {
    ObjectId first = host.commit(ObjectId.zeroId());
    Optional<Fault> fault = creation(first);
    if (fault.isPresent()) {
      return fault;
    }
    try {
      ObjectId second = host.commit(first);
      for (Callable<Optional<Fault>> check :
          List.<Callable<Optional<Fault>>>of(
              () -> secondCreation(first),
              () -> staleUpdate(first),
              () -> goodUpdate(first, second),
              () -> staleUpdateOfTwo(first, second),
              () -> race(second))) {
        fault = ask(check);
        if (fault.isPresent()) {
          return fault;
        }
      }
      return Optional.empty();
    } finally {
      host.remove(List.of(one, two));
    }
  }

  private Optional<Fault> creation(ObjectId first) throws IOException {
    ProbeHost.Answer answer = host.push(update(one, ObjectId.zeroId(), first));
    if (answer.words().toLowerCase(Locale.ROOT).contains("atomic push")) {
      return fault("atomic pushes", "that the host takes them", "it says: " + answer.words());
    }
    if (!answer.taken()) {
      return fault(
          CREATION, "that " + one + " is created", "it was refused (" + answer.words() + ")");
    }
    return at(first, CREATION, "that " + one + " is created", true);
  }

  private Optional<Fault> secondCreation(ObjectId first) throws IOException {
    String expected = "that a ref which exists is not created";
    ProbeHost.Answer answer =
        host.push(update(one, ObjectId.zeroId(), host.commit(ObjectId.zeroId())));
    return at(first, SECOND_CREATION, expected, !answer.taken());
  }

  private Optional<Fault> staleUpdate(ObjectId first) throws IOException {
    ObjectId elsewhere = host.commit(ObjectId.zeroId());
    ProbeHost.Answer answer = host.push(update(one, elsewhere, host.commit(first)));
    return at(
        first,
        STALE_UPDATE,
        "that an update from a value the ref does not have is refused",
        !answer.taken());
  }

  private Optional<Fault> goodUpdate(ObjectId first, ObjectId second) throws IOException {
    ProbeHost.Answer answer = host.push(update(one, first, second));
    return at(second, GOOD_UPDATE, "that an update from the ref's value is made", answer.taken());
  }

  private Optional<Fault> staleUpdateOfTwo(ObjectId first, ObjectId second) throws IOException {
    String check = TWO_REFS;
    String expected = "that neither is made when one of them is stale";
    List<ProbeHost.Update> both = new ArrayList<>(update(two, ObjectId.zeroId(), second));
    both.addAll(update(one, first, host.commit(second)));
    ProbeHost.Answer answer = host.push(both);
    Optional<ObjectId> other = host.read(two);
    return other.isPresent()
        ? fault(check, expected, two + " was created though " + one + " was stale")
        : at(second, check, expected, !answer.taken());
  }

  /**
   * All connections are open, and the host has listed its refs to each, before the first pushes.
   */
  private Optional<Fault> race(ObjectId from) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(RACERS);
    List<ObjectId> targets = new ArrayList<>();
    List<ProbeHost.Open> connections = new ArrayList<>();
    List<Future<ProbeHost.Answer>> answers = new ArrayList<>();
    try {
      for (int i = 0; i < RACERS; i++) {
        targets.add(host.commit(from));
        connections.add(host.open());
      }
      for (int i = 0; i < RACERS; i++) {
        ProbeHost.Open connection = connections.get(i);
        List<ProbeHost.Update> update = update(one, from, targets.get(i));
        answers.add(threads.submit(() -> connection.push(update)));
      }
      List<ObjectId> winners = new ArrayList<>();
      for (int i = 0; i < RACERS; i++) {
        if (ask(answers.get(i)::get).taken()) {
          winners.add(targets.get(i));
        }
      }
      return judged(winners);
    } finally {
      threads.shutdownNow();
      connections.forEach(ProbeHost.Open::close);
    }
  }

  private Optional<Fault> judged(List<ObjectId> winners) throws IOException {
    String check = RACE;
    String expected = "that one of " + RACERS + " updates from the same value is made";
    Optional<ObjectId> now = host.read(one);
    if (winners.size() != 1) {
      return fault(check, expected, winners.size() + " were said to be");
    }
    return now.equals(Optional.of(winners.get(0)))
        ? Optional.empty()
        : fault(check, expected, "the ref is at another than the one said to be made");
  }

  /** What the ref is at must be right, and so must be what the host said. */
  private Optional<Fault> at(ObjectId value, String check, String expected, boolean rightWords)
      throws IOException {
    Optional<ObjectId> now = host.read(one);
    if (!now.equals(Optional.of(value))) {
      return fault(
          check,
          expected,
          one + " is " + now.map(id -> "at " + id.name()).orElse("absent") + " afterwards");
    }
    return rightWords
        ? Optional.empty()
        : fault(check, expected, "the host says the opposite, though the ref is right");
  }

  private static Optional<Fault> fault(String check, String expected, String found) {
    return Optional.of(new Fault(check, expected, found));
  }

  private static List<ProbeHost.Update> update(String ref, ObjectId from, ObjectId to) {
    return List.of(new ProbeHost.Update(ref, from, to));
  }

  private static <T> T ask(Callable<T> question) throws IOException {
    try {
      return question.call();
    } catch (IOException | PermanentException e) {
      throw e;
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientException("interrupted while probing a git host", e);
    } catch (Exception e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
