package dev.bzzz.p2p;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.mesh.Subscription;
import dev.bzzz.core.mesh.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Nodes that come and go all the time, some without a word: whoever stays hears everything, and
 * nothing is left of those who went. The properties {@code bzzz.churn.seconds} and {@code
 * bzzz.churn.nodes} make it longer and larger than in a build, and {@code bzzz.churn.seed} repeats
 * the order of events.
 */
final class ChurnTest {
  private static final Duration TIME = Duration.ofSeconds(Long.getLong("bzzz.churn.seconds", 1));
  private static final int NODES = Integer.getInteger("bzzz.churn.nodes", 6);
  private static final long SEED = Long.getLong("bzzz.churn.seed", System.nanoTime());

  /** A machine that does too much else may be that slow; a lost subscription is for ever. */
  private static final Duration PATIENCE = TestNodes.PATIENCE.multipliedBy(3);

  private static final Duration REPORT_EVERY = Duration.ofMinutes(1);
  private static final int NEIGHBOURS = 3;
  private static final Topic ALWAYS = new Topic("always");
  private static final Topic SOMETIMES = new Topic("sometimes");

  private final Random random = new Random(SEED);
  private final List<Member> members = new ArrayList<>();
  private final List<Villain> strangers = new ArrayList<>();
  private final Set<String> gone = new HashSet<>();
  private int round;
  private int changes;
  private int published;

  /** A node, and what it heard since it was last asked. */
  private static final class Member {
    private final Libp2pNode node;
    private final Set<String> heard = ConcurrentHashMap.newKeySet();
    private final Set<AgentId> dialled = ConcurrentHashMap.newKeySet();
    private Subscription other = () -> {};

    Member(TestNodes nodes) {
      node = nodes.start();
      node.subscribe(ALWAYS, this::hear);
    }

    /** Each dial for itself: none waits for one that is slower. */
    void dial(Libp2pNode other) {
      dialled.add(other.self());
      node.dial(other.addresses().get(0))
          .whenComplete((peer, failure) -> dialled.remove(other.self()));
    }

    void hear(AgentId from, byte[] data) {
      heard.add(new String(data, StandardCharsets.UTF_8));
    }
  }

  @AfterEach
  void closeAll() throws IOException {
    for (Villain stranger : strangers) {
      stranger.close();
    }
    members.forEach(each -> each.node.close());
  }

  @Test
  void whoStaysHearsAllAndNothingIsLeftOfThoseWhoWent(TestReporter report) throws Exception {
    while (members.size() < NODES) {
      join();
    }
    long start = System.nanoTime();
    long end = start + TIME.toNanos();
    long nextReport = start;
    List<Long> heaps = new ArrayList<>();
    do {
      round++;
      List<Member> staying = change();
      everyoneHears(staying);
      if (System.nanoTime() >= nextReport) {
        nextReport += REPORT_EVERY.toNanos();
        heaps.add(heapKiB());
        report.publishEntry("churn", state() + " KiB=" + heaps);
      }
    } while (System.nanoTime() < end);

    TestNodes.await(
        "the threads of those who left end, seed " + SEED, PATIENCE, () -> !anyThreadLeft());
    report.publishEntry("churn", state() + " KiB=" + heapKiB());
  }

  private String state() {
    return "rounds=" + round + " published=" + published + " changes=" + changes;
  }

  /** Gives those who were there before and still are. */
  private List<Member> change() throws Exception {
    List<Member> before = List.copyOf(members);
    for (int i = 0; i < 1 + NODES / 5; i++) {
      changes++;
      switch (random.nextInt(4)) {
        case 0 -> join();
        case 1 -> leave();
        case 2 -> hearOther(any());
        default -> strangersComeAndVanish();
      }
    }
    while (members.size() < NODES) {
      join();
    }
    members.forEach(this::connect);
    return before.stream().filter(members::contains).toList();
  }

  private void join() {
    Member member = new Member(new TestNodes());
    members.add(member);
    connect(member);
    if (members.size() > NODES + 2) {
      leave();
    }
  }

  private void leave() {
    Libp2pNode leaving = members.remove(random.nextInt(members.size())).node;
    leaving.close();
    gone.add(leaving.self().brief());
  }

  /** Subscribes to the second topic, or no longer. */
  private void hearOther(Member member) {
    member.other.close();
    member.other = random.nextBoolean() ? () -> {} : member.node.subscribe(SOMETIMES, member::hear);
  }

  /** Whoever is killed says nothing: its connections break. */
  private void strangersComeAndVanish() throws IOException {
    TestNodes.await("a stranger comes, seed " + SEED, PATIENCE, this::aStrangerComes);
    if (strangers.size() > 3) {
      strangers.remove(0).close();
    }
  }

  /** Not on a machine that is so busy that the node loses its patience. */
  private boolean aStrangerComes() {
    try {
      return strangers.add(Villain.gossiping(any().node, ALWAYS.name()));
    } catch (IOException e) {
      return false;
    }
  }

  private Member any() {
    return members.get(random.nextInt(members.size()));
  }

  /** Some neighbours that are chosen at random make a network in one piece. */
  private void connect(Member member) {
    Set<AgentId> near = new HashSet<>(member.node.peers());
    near.addAll(member.dialled);
    List<Member> others = new ArrayList<>(members);
    others.remove(member);
    Collections.shuffle(others, random);
    long missing =
        NEIGHBOURS - others.stream().filter(each -> near.contains(each.node.self())).count();
    others.stream()
        .filter(each -> !near.contains(each.node.self()))
        .limit(Math.max(0, missing))
        .forEach(each -> member.dial(each.node));
  }

  /**
   * A message that is published while a neighbour is on its way may miss it, so each second there
   * is one more; a subscription that is lost would miss them all.
   */
  private void everyoneHears(List<Member> staying) {
    String text = "round " + round;
    Member author = staying.get(random.nextInt(staying.size()));
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    long[] next = {System.nanoTime()};
    for (Member each : staying) {
      await(
          each,
          text,
          () -> {
            members.forEach(this::connect); // neighbours may have gone without a word
            if (System.nanoTime() >= next[0]) {
              next[0] += Duration.ofSeconds(1).toNanos();
              author.node.publish(ALWAYS, data);
              published++;
            }
            return each == author || each.heard.contains(text);
          });
    }
    members.forEach(each -> each.heard.clear());
  }

  private void await(Member member, String what, BooleanSupplier condition) {
    TestNodes.await(
        "peer "
            + member.node.peerId()
            + " with "
            + member.node.peers().size()
            + " peers and "
            + member.dialled.size()
            + " dials hears "
            + what
            + ", seed "
            + SEED,
        PATIENCE,
        condition);
  }

  private boolean anyThreadLeft() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .anyMatch(name -> gone.stream().anyMatch(name::contains));
  }

  private static long heapKiB() {
    if (TIME.compareTo(REPORT_EVERY) >= 0) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / 1024;
  }
}
