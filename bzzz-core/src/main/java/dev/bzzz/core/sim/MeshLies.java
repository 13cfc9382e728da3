package dev.bzzz.core.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.Signer;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.message.Letter;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.message.Post;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What liars send over the mesh: bytes that are no message, what others said, changed or again, and
 * well-formed lies of somebody whom the policy names.
 */
final class MeshLies {
  /** Highest number of a task that is not there. */
  private static final long MAX_NUMBER = 100_000;

  private final Simulation simulation;
  private final Signer signer;
  private final SimRandom chance;
  private long seq;
  private String boot = "";
  private Optional<Message.OpenBid> sealed = Optional.empty();

  MeshLies(Simulation simulation, Signer signer, SimRandom chance) {
    this.simulation = simulation;
    this.signer = signer;
    this.chance = chance;
  }

  /** Sends one lie. */
  void tell(Fault.MeshLiar.Kind kind) {
    switch (kind) {
      case FORGERY, REPLAY, GARBAGE -> send(crude(kind));
      case LAST_WORDS -> again(simulation.mesh().presences());
      case INTENTS -> say(intent());
      case PRESENCES -> say(presence());
      case BIDS -> say(bid());
      case ANNOUNCEMENTS -> say(announcement());
      case MISPLACED -> misplaced().ifPresent(this::send);
      default -> throw new AssertionError("unhandled lie: " + kind);
    }
  }

  private byte[] crude(Fault.MeshLiar.Kind kind) {
    List<byte[]> heard = simulation.mesh().overheard();
    if (kind == Fault.MeshLiar.Kind.GARBAGE || heard.isEmpty()) {
      byte[] wire = new byte[(int) chance.between(0, 300)];
      chance.nextBytes(wire);
      return wire;
    }
    byte[] one = heard.get((int) chance.between(0, heard.size() - 1L));
    return kind == Fault.MeshLiar.Kind.FORGERY ? forged(one) : one;
  }

  private byte[] forged(byte[] one) {
    byte[] wire = simulation.post().bytes(one).clone();
    if (wire.length > 0) {
      wire[(int) chance.between(0, wire.length - 1L)] = (byte) chance.between('0', 'z');
    }
    return wire;
  }

  /** The last message about a task, as if it had been about another one, or its next term. */
  private Optional<byte[]> misplaced() {
    for (byte[] wire : simulation.mesh().last()) {
      if (simulation.post().read(wire) instanceof Post.Read.Signed signed
          && signed.letter().message() instanceof Message.OfTask said) {
        ObjectNode envelope = (ObjectNode) CanonicalJson.read(simulation.post().bytes(wire));
        ObjectNode data = (ObjectNode) envelope.get("data");
        TaskId other = task();
        data.put("task", other.toString());
        data.put("term", said.term() + (other.equals(said.task()) ? 1 : 0));
        return Optional.of(CanonicalJson.write(envelope));
      }
    }
    return Optional.empty();
  }

  private void again(List<byte[]> presences) {
    if (!presences.isEmpty()) {
      send(presences.get((int) chance.between(0, presences.size() - 1L)));
    }
  }

  private void send(byte[] wire) {
    simulation
        .story()
        .tell("fault", () -> "a liar sends " + simulation.post().bytes(wire).length + " bytes");
    simulation.mesh().inject(wire);
  }

  private void say(Message message) {
    if (boot.isEmpty() || chance.percent(1)) {
      boot = chance.hex(32);
      seq = 0;
    }
    Letter letter =
        new Letter(signer.id(), boot, ++seq, Micros.instant(simulation.world().now()), message);
    simulation.story().tell("fault", () -> "a liar says " + message);
    simulation
        .mesh()
        .inject(simulation.post().write(signer, MeshLink.DEFAULT_NETWORK, chance.hex(32), letter));
  }

  private TaskId task() {
    List<TaskId> tasks = simulation.host().tasks();
    return tasks.get((int) chance.between(0, tasks.size() - 1L));
  }

  private long term(TaskId task) {
    Optional<ClaimRecord> now = simulation.host().register(task).newest().map(SignedRecord::record);
    return now.map(ClaimRecord::term).orElse(0L) + (chance.percent(90) ? 1 : 0);
  }

  private Message intent() {
    TaskId task = task();
    long term = Math.max(1, term(task));
    if (chance.percent(80)) {
      return new Message.Intent(task, term);
    }
    ClaimState[] states = ClaimState.values();
    ClaimState state = states[(int) chance.between(0, states.length - 1L)];
    return new Message.Moved(task, term, chance.between(1, 20), state, chance.hex(64));
  }

  private Message presence() {
    if (chance.percent(20)) {
      TreeMap<Skill, Integer> levels = new TreeMap<>();
      levels.put(new Skill("java"), 1000);
      return new Message.Capabilities(levels);
    }
    TreeSet<TaskId> tasks = new TreeSet<>();
    if (chance.nextBoolean()) {
      tasks.add(task());
    }
    int slots = Message.Availability.MAX_TASKS;
    Duration every = chance.nextBoolean() ? Duration.ofSeconds(2) : Message.Availability.MAX_EVERY;
    return new Message.Availability(
        slots, (int) chance.between(0, slots), tasks, every, Collections.emptyList());
  }

  /** Tasks that are not there, or of another repository, among some that are. */
  private Message announcement() {
    TreeMap<TaskId, SortedSet<Skill>> tasks = new TreeMap<>();
    long count = chance.percent(30) ? Message.Announcement.MAX_TASKS : 1;
    for (long i = 0; i < count; i++) {
      TaskId real = task();
      long number = chance.nextBoolean() ? real.number() : chance.between(1, MAX_NUMBER);
      boolean foreign = chance.percent(20);
      tasks.put(
          new TaskId(foreign ? new RepositoryId(chance.hex(32)) : real.repository(), number),
          Collections.emptySortedSet());
    }
    return new Message.Announcement(tasks);
  }

  /** Bids for what others bid for, as if it knew how to win. */
  private Message bid() {
    Optional<Message.OfTask> wanted = wanted();
    TaskId task = wanted.map(Message.OfTask::task).orElseGet(this::task);
    long term = wanted.map(Message.OfTask::term).orElseGet(() -> Math.max(1, term(task)));
    return switch ((int) chance.between(0, 4)) {
      case 0 -> new Message.Candidacy(task, term);
      case 1 ->
          Message.Vote.cast(
              signer, MeshLink.DEFAULT_NETWORK, new Message.Candidacy(task, term), signer.id());
      case 2 -> {
        Message.OpenBid bid = best(task, term);
        sealed = Optional.of(bid);
        yield new Message.SealedBid(task, term, bid.commit(signer.id()));
      }
      case 3 -> sealed.orElseGet(() -> best(task, term));
      default -> best(task, term);
    };
  }

  private Message.OpenBid best(TaskId task, long term) {
    return new Message.OpenBid(task, term, Message.OpenBid.MAX_SCORE, 0, chance.hex(32));
  }

  private Optional<Message.OfTask> wanted() {
    return simulation.mesh().last().stream()
        .map(wire -> simulation.post().read(wire))
        .filter(Post.Read.Signed.class::isInstance)
        .map(read -> ((Post.Read.Signed) read).letter().message())
        .filter(Message.SealedBid.class::isInstance)
        .map(Message.OfTask.class::cast)
        .findFirst();
  }
}
