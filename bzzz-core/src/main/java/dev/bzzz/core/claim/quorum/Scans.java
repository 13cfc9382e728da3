package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Reads all tasks of a repository: asks for the tasks and ballots of a majority, and reads those
 * tasks only that are not known with that ballot, many at once. Safe for use by many threads.
 */
final class Scans {
  private static final Duration PAGE_TIMEOUT = Duration.ofMillis(500);
  private static final Duration RETRY = Duration.ofMillis(20);

  private final Canvass canvass;
  private final Memory memory;

  Scans(Canvass canvass, Memory memory) {
    this.canvass = canvass;
    this.memory = memory;
  }

  /** The tips of all tasks that were ever claimed, by task. */
  List<Tip> tips(Membership membership, Function<TaskId, Tip> read) {
    Map<AgentId, SortedMap<Long, Ballot>> indexes = indexes(membership);
    TreeSet<Long> numbers = new TreeSet<>();
    indexes.values().forEach(index -> numbers.addAll(index.keySet()));
    SortedMap<Long, Ballot> agreed = new TreeMap<>();
    SortedMap<Long, Tip> tips = new TreeMap<>();
    for (long number : numbers) {
      TaskId task = new TaskId(membership.repository(), number);
      Tally tally = tally(number, membership, indexes);
      Ballot newest = tally.newestGranted().accepted();
      known(task, newest).ifPresent(tip -> tips.put(number, tip));
      if (tally.agreed(newest)) {
        agreed.put(number, newest);
      }
    }
    try {
      agreed.keySet().removeAll(tips.keySet());
      told(membership, agreed, indexes, tips);
      numbers.removeAll(tips.keySet());
      fetch(membership, List.copyOf(numbers), tips);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever reads the rest will notice
    }
    for (long number : numbers) {
      tips.computeIfAbsent(
          number, missing -> read.apply(new TaskId(membership.repository(), missing)));
    }
    return tips.values().stream().filter(tip -> !tip.position().isEmpty()).toList();
  }

  /** Which ballots a majority names. */
  private static Tally tally(
      long number, Membership membership, Map<AgentId, SortedMap<Long, Ballot>> indexes) {
    Tally tally = new Tally(membership.committee());
    indexes.forEach(
        (voter, index) -> {
          Ballot ballot = index.getOrDefault(number, Ballot.NONE);
          tally.vote(voter, new Answer.Vote(true, ballot, ballot, Optional.empty()));
        });
    return tally;
  }

  /**
   * The tip that is known to have been decided with a ballot, the newest one of a majority. Whether
   * all of them name it does not matter: had a newer one been decided, one of them would name that.
   */
  private Optional<Tip> known(TaskId task, Ballot ballot) {
    return ballot.equals(Ballot.NONE)
        ? Optional.of(Tip.none(task)) // asked about, but nothing was ever accepted
        : memory
            .decision(task)
            .filter(decision -> decision.ballot().equals(ballot))
            .map(decision -> decision.value().tip());
  }

  /** A ballot has one value, so where a majority names the ballot, any one of them can tell it. */
  private void told(
      Membership membership,
      SortedMap<Long, Ballot> agreed,
      Map<AgentId, SortedMap<Long, Ballot>> indexes,
      SortedMap<Long, Tip> tips)
      throws InterruptedException {
    List<AgentId> tellers = new ArrayList<>(indexes.keySet());
    Collections.rotate(tellers, canvass.turn()); // not all ask the same one
    for (AgentId teller : tellers) {
      List<Long> numbers =
          agreed.entrySet().stream()
              .filter(each -> !tips.containsKey(each.getKey()))
              .filter(each -> each.getValue().equals(indexes.get(teller).get(each.getKey())))
              .map(Map.Entry::getKey)
              .toList();
      boolean tells = true;
      for (int from = 0; tells && from < numbers.size(); from += Question.MAX_FETCH) {
        int to = Math.min(numbers.size(), from + Question.MAX_FETCH);
        SortedMap<Long, Register> dump = ask(teller, membership, numbers.subList(from, to));
        tells = !dump.isEmpty();
        dump.forEach(
            (number, register) -> {
              if (register.accepted().equals(agreed.get(number))) {
                tips.put(number, tip(new TaskId(membership.repository(), number), vote(register)));
              }
            });
      }
    }
  }

  /** What one voter knows of these tasks; nothing when it does not answer. */
  private SortedMap<Long, Register> ask(AgentId voter, Membership membership, List<Long> numbers)
      throws InterruptedException {
    BlockingQueue<Canvass.Reply> inbox = new LinkedBlockingQueue<>();
    canvass.ask(voter, membership, new Question.Fetch(numbers), inbox);
    Canvass.Reply reply = inbox.poll(PAGE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
    return reply != null && canvass.answer(reply) instanceof Answer.Dump dump
        ? dump.registers()
        : Collections.emptySortedMap();
  }

  /** Asks all voters for many tasks at once; those that nobody is just moving are found. */
  private void fetch(Membership membership, List<Long> numbers, SortedMap<Long, Tip> tips)
      throws InterruptedException {
    for (int from = 0; from < numbers.size(); from += Question.MAX_FETCH) {
      int to = Math.min(numbers.size(), from + Question.MAX_FETCH);
      fetchSome(membership, numbers.subList(from, to), tips);
    }
  }

  private void fetchSome(Membership membership, List<Long> numbers, SortedMap<Long, Tip> tips)
      throws InterruptedException {
    BlockingQueue<Canvass.Reply> inbox = new LinkedBlockingQueue<>();
    canvass.ask(1, membership, new Question.Fetch(numbers), inbox);
    Map<Long, Tally> tallies = new TreeMap<>();
    numbers.forEach(number -> tallies.put(number, new Tally(membership.committee())));
    int open = membership.committee().voters().size();
    while (open > 0 && !tips.keySet().containsAll(numbers)) {
      Canvass.Reply reply = inbox.poll(PAGE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
      if (reply == null) {
        return;
      }
      open--;
      if (canvass.answer(reply) instanceof Answer.Dump dump) {
        tallies.forEach((number, tally) -> take(reply.voter(), dump, number, tally));
        tallies.forEach(
            (number, tally) ->
                tally
                    .decided()
                    .ifPresent(
                        top ->
                            tips.put(
                                number, tip(new TaskId(membership.repository(), number), top))));
      }
    }
  }

  private static void take(AgentId voter, Answer.Dump dump, long number, Tally tally) {
    Register register = dump.registers().get(number);
    if (register != null) {
      tally.vote(voter, vote(register));
    }
  }

  private static Answer.Vote vote(Register register) {
    return new Answer.Vote(true, register.promised(), register.accepted(), register.value());
  }

  private Tip tip(TaskId task, Answer.Vote top) {
    memory.decided(
        task,
        new ProposerEffect.Result.Decided(
            Goal.Ending.SEEN, top.value(), top.accepted(), Optional.empty()));
    return top.value().map(Value::tip).orElseGet(() -> Tip.none(task));
  }

  private Map<AgentId, SortedMap<Long, Ballot>> indexes(Membership membership) {
    long until = System.nanoTime() + QuorumLedger.READ_TIMEOUT.toNanos();
    String why = "none has answered";
    try {
      while (System.nanoTime() < until) {
        Poll poll = new Poll(membership);
        poll.run(until);
        if (poll.complete.size() >= membership.committee().majority()) {
          return poll.complete;
        }
        why = poll.why;
        Thread.sleep(RETRY.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      why = "interrupted";
    }
    throw new TransientException(
        "cannot read the claims of repository "
            + membership.repository()
            + ": no majority of the voters has answered: "
            + why
            + "; see that a majority of them runs",
        Duration.ZERO);
  }

  /** Asks all voters page by page, until a majority has told all. Confined to one thread. */
  private final class Poll {
    private final Membership membership;
    private final BlockingQueue<Canvass.Reply> inbox = new LinkedBlockingQueue<>();
    private final Map<AgentId, SortedMap<Long, Ballot>> partial = new HashMap<>();
    private final Map<AgentId, SortedMap<Long, Ballot>> complete = new TreeMap<>();
    private final Map<AgentId, Long> going = new HashMap<>();
    private final Map<AgentId, Integer> pages = new HashMap<>();
    private String why = "none has answered";
    private int page;

    private Poll(Membership membership) {
      this.membership = membership;
    }

    private void run(long until) throws InterruptedException {
      long after = 0;
      do {
        page++;
        going.clear();
        canvass.ask(page, membership, new Question.Scan(after), inbox);
        hear(until);
        // From where all of them can go on; what some of them tell again changes nothing.
        after = going.values().stream().mapToLong(Long::longValue).min().orElse(after);
      } while (!going.isEmpty() && complete.size() < membership.committee().majority());
    }

    /** Waits for a majority's answers to one page. */
    private void hear(long until) throws InterruptedException {
      int open = membership.committee().voters().size();
      while (open > 0 && complete.size() + going.size() < membership.committee().majority()) {
        long wait = Math.min(PAGE_TIMEOUT.toNanos(), until - System.nanoTime());
        Canvass.Reply reply = inbox.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
        if (reply == null) {
          return;
        }
        if (reply.round() == page) {
          open--;
          take(reply.voter(), canvass.answer(reply));
        }
      }
    }

    /** A voter that has missed a page counts no more. */
    private void take(AgentId voter, Answer answer) {
      if (!(answer instanceof Answer.Index index)) {
        why = "voter " + voter.brief() + ": " + answer;
        return;
      }
      if (pages.merge(voter, 1, Integer::sum) != page) {
        return;
      }
      SortedMap<Long, Ballot> told = partial.computeIfAbsent(voter, id -> new TreeMap<>());
      told.putAll(index.accepted());
      if (index.more() && !index.accepted().isEmpty()) {
        going.put(voter, index.accepted().lastKey());
      } else {
        complete.put(voter, told);
      }
    }
  }
}
