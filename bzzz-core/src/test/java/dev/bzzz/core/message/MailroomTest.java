package dev.bzzz.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.Identity;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.mesh.Envelope;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.mesh.MessageType;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.TestAgents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MailroomTest {
  private static final Identity ALICE = TestAgents.agent(1);
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final TreeSet<AgentId> authorised = new TreeSet<>(List.of(ALICE.id()));
  private final TreeSet<RepositoryId> watched = new TreeSet<>(List.of(Messages.REPOSITORY));
  private final Outbox outbox = outbox("bzzz", 'a');
  private final Mailroom mailroom =
      new Mailroom(
          link("bzzz", 'f'),
          new Mailroom.Authority() {
            @Override
            public boolean knows(AgentId sender) {
              return authorised.contains(sender);
            }

            @Override
            public boolean authorises(AgentId sender, RepositoryId repository) {
              return authorised.contains(sender) && watched.contains(repository);
            }
          });

  private static MeshLink link(String network, char boot) {
    return new MeshLink(network, String.valueOf(boot).repeat(32), Verifier.ed25519());
  }

  private static Outbox outbox(String network, char boot) {
    return new Outbox(ALICE, link(network, boot), new Random(1));
  }

  private byte[] intent() {
    return outbox.write(new Message.Intent(Messages.TASK, 1), NOW);
  }

  private void assertDropped(byte[] wire, DropReason reason) {
    assertThat(mailroom.open(wire, NOW)).isEqualTo(new Mailroom.Opened.Dropped(reason));
  }

  private void assertAccepted(byte[] wire) {
    assertThat(mailroom.open(wire, NOW)).isInstanceOf(Mailroom.Opened.Accepted.class);
  }

  static List<Message> messages() {
    return Messages.all();
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyMessageArrivesAsItWasSent(Message message) {
    Mailroom.Opened opened = mailroom.open(outbox.write(message, NOW), NOW);

    assertThat(opened)
        .isEqualTo(
            new Mailroom.Opened.Accepted(new Letter(ALICE.id(), "a".repeat(32), 1, NOW, message)));
  }

  @Test
  void whatIsTooLongIsNotEvenRead() {
    assertDropped(new byte[Envelope.MAX_BYTES + 1], DropReason.OVERSIZED);
  }

  @Test
  void nonsenseIsMalformed() {
    assertDropped("buzz".getBytes(), DropReason.MALFORMED);
    assertDropped(new byte[0], DropReason.MALFORMED);
  }

  @Test
  void aChangedMessageIsForged() {
    byte[] wire = intent();
    wire[new String(wire).indexOf("\"term\":1") + 7] = '2';

    assertDropped(wire, DropReason.FORGED);
  }

  @Test
  void aMessageOfAnotherNetworkIsNotHeard() {
    assertDropped(
        outbox("other", 'a').write(new Message.Intent(Messages.TASK, 1), NOW),
        DropReason.OTHER_NETWORK);
  }

  @Test
  void aRevokedKeyIsHeardNoMore() {
    assertAccepted(intent());

    authorised.clear();

    assertDropped(intent(), DropReason.UNAUTHORISED);
    assertDropped(outbox.write(Messages.capabilities(), NOW), DropReason.UNAUTHORISED);
  }

  @Test
  void nobodySpeaksOfARepositoryWhosePolicyDoesNotNameIt() {
    TaskId elsewhere = new TaskId(new RepositoryId("ff".repeat(16)), 1);

    assertDropped(outbox.write(new Message.Intent(elsewhere, 1), NOW), DropReason.UNAUTHORISED);
    Message.Looked both =
        new Message.Looked(
            new TreeSet<>(List.of(Messages.REPOSITORY, elsewhere.repository())),
            Duration.ofSeconds(5));
    assertDropped(outbox.write(both, NOW), DropReason.UNAUTHORISED);
  }

  @Test
  void aMessageCountsOnce() {
    byte[] wire = intent();

    assertAccepted(wire);
    assertDropped(wire, DropReason.REPLAYED);
  }

  @Test
  void messagesMayOvertakeEachOtherByAWindow() {
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i <= ReplayWindow.SIZE; i++) {
      sent.add(intent());
    }

    assertAccepted(sent.get(ReplayWindow.SIZE));
    assertAccepted(sent.get(1));
    assertDropped(sent.get(0), DropReason.REPLAYED);
    assertDropped(sent.get(1), DropReason.REPLAYED);
  }

  @Test
  void everyStartOfASenderCountsForItself() {
    assertAccepted(intent());

    assertAccepted(outbox("bzzz", 'b').write(new Message.Intent(Messages.TASK, 1), NOW));
  }

  @Test
  void clocksMayDifferByABitOnly() {
    Message message = new Message.Intent(Messages.TASK, 1);

    assertAccepted(outbox.write(message, NOW.plus(Mailroom.MAX_AHEAD)));
    assertAccepted(outbox.write(message, NOW.minus(Mailroom.MAX_AGE)));
    assertDropped(
        outbox.write(message, NOW.plus(Mailroom.MAX_AHEAD).plusMillis(1)), DropReason.FUTURE_DATED);
    assertDropped(
        outbox.write(message, NOW.minus(Mailroom.MAX_AGE).minusMillis(1)), DropReason.STALE);
  }

  /** Anybody can send again what others have signed, as often as they like. */
  @Test
  void whatIsReplayedUsesUpNobodysShare() {
    byte[] heard = intent();
    assertAccepted(heard);

    for (int i = 0; i < Quota.BURST; i++) {
      assertDropped(heard, DropReason.REPLAYED);
    }

    assertAccepted(intent());
  }

  @Test
  void aSenderThatTalksTooMuchIsHeardAgainLater() {
    for (int i = 0; i < Quota.BURST; i++) {
      assertAccepted(intent());
    }

    assertDropped(intent(), DropReason.OVER_QUOTA);
    Instant later = NOW.plus(Duration.ofSeconds(1));
    assertThat(mailroom.open(outbox.write(Messages.announcement(), later), later))
        .isInstanceOf(Mailroom.Opened.Accepted.class);
  }

  /** A message with something wrong in its data. */
  record Fault(Message message, String what, java.util.function.Consumer<ObjectNode> change) {
    @Override
    public String toString() {
      return message.type() + " with " + what;
    }
  }

  static Stream<Fault> faults() {
    Message intent = new Message.Intent(Messages.TASK, 1);
    Message availability = Messages.all().get(3);
    Message capabilities = Messages.capabilities();
    return Stream.of(
        new Fault(intent, "a field more", data -> data.put("more", 1)),
        new Fault(intent, "a field less", data -> data.remove("term")),
        new Fault(intent, "no network", data -> data.remove("network")),
        new Fault(intent, "a network that is a number", data -> data.put("network", 1)),
        new Fault(intent, "term 0", data -> data.put("term", 0)),
        new Fault(intent, "another phase", data -> data.put("phase", "granted")),
        new Fault(intent, "a task that is none", data -> data.put("task", "acme/shop#1")),
        new Fault(availability, "another's name", data -> data.put("node_id", id(2))),
        new Fault(availability, "more free than it has", data -> data.put("free_slots", 3)),
        new Fault(availability, "a contradiction", data -> data.put("available_for_work", false)),
        new Fault(availability, "another count", data -> data.put("current_tasks", 2)),
        new Fault(availability, "too long an interval", data -> data.put("every_ms", 600_001)),
        new Fault(availability, "too many tasks", data -> tasks(data, 65)),
        new Fault(capabilities, "a level above 1000", data -> level(data, "sh", 1001)),
        new Fault(capabilities, "a skill in capitals", data -> level(data, "SH", 1)),
        new Fault(Messages.announcement(), "no task", data -> data.putArray("tasks")),
        new Fault(Messages.all().get(2), "no such state", data -> data.put("state", "MINE")),
        new Fault(Messages.all().get(5), "half a hash", data -> data.put("commit", "c0")),
        new Fault(Messages.all().get(6), "a negative price", data -> data.put("price", -1)),
        new Fault(
            Messages.all().get(7), "a candidate of no kind", data -> data.put("candidate", "x")),
        new Fault(Messages.all().get(8), "no phase", data -> data.remove("phase")),
        new Fault(Messages.all().get(9), "no repository", data -> data.putArray("looked")),
        new Fault(Messages.all().get(9), "tasks, too", data -> data.putArray("tasks")),
        new Fault(
            Messages.all().get(9), "no repository's id", data -> data.putArray("looked").add("x")),
        new Fault(
            Messages.all().get(9),
            "too long an interval",
            data -> data.put("every_ms", 3_600_001)));
  }

  private static String id(int agent) {
    return TestAgents.agent(agent).id().value();
  }

  private static void level(ObjectNode data, String skill, int level) {
    ((ObjectNode) data.get("capabilities")).put(skill, level);
  }

  private static void tasks(ObjectNode data, int count) {
    ArrayNode tasks = data.putArray("tasks");
    for (int i = 1; i <= count; i++) {
      tasks.add(new TaskId(Messages.REPOSITORY, i).toString());
    }
    data.put("current_tasks", count);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aMessageOfAnotherFormIsMalformedThoughItIsSigned(Fault fault) {
    ObjectNode data = MessageWriter.write(fault.message(), "bzzz", ALICE.id());
    fault.change().accept(data);

    assertDropped(signed(fault.message().type(), data), DropReason.MALFORMED);
  }

  @Test
  void whatAgentsDoNotCoordinateByIsMalformed() {
    for (MessageType type : MessageType.values()) {
      ObjectNode data =
          MessageWriter.write(new Message.Intent(Messages.TASK, 1), "bzzz", ALICE.id());
      Mailroom.Opened opened = mailroom.open(signed(type, data), NOW);

      assertThat(opened instanceof Mailroom.Opened.Accepted)
          .as(type.wire())
          .isEqualTo(type == MessageType.TASK_CLAIM);
    }
  }

  private byte[] signed(MessageType type, ObjectNode data) {
    Envelope.Stamp stamp = new Envelope.Stamp("1".repeat(32), 1, "b".repeat(32));
    return new Envelope(type, ALICE.id(), NOW, data, 0, stamp).encode(ALICE);
  }

  @Test
  void theLongestMessagesFitIntoAnEnvelope() {
    TreeSet<TaskId> tasks = new TreeSet<>();
    Map<TaskId, java.util.SortedSet<dev.bzzz.core.capability.Skill>> announced =
        new java.util.TreeMap<>();
    java.util.TreeMap<dev.bzzz.core.capability.Skill, Integer> levels = new java.util.TreeMap<>();
    for (int i = 0; i < 64; i++) {
      TaskId task = new TaskId(Messages.REPOSITORY, (1L << 53) - 1 - i);
      tasks.add(task);
      levels.put(new dev.bzzz.core.capability.Skill("s".repeat(48) + (10 + i)), 1000);
      if (i < Message.Announcement.MAX_TASKS) {
        announced.put(task, new TreeSet<>());
      }
    }
    TreeSet<RepositoryId> looked = new TreeSet<>();
    for (int i = 0; i < Message.Looked.MAX_REPOSITORIES; i++) {
      looked.add(new RepositoryId(String.format("%032x", i)));
    }
    announced.values().forEach(skills -> levels.keySet().stream().limit(8).forEach(skills::add));
    Message.Echo echo = new Message.Echo(ALICE.id(), (1L << 53) - 1, Duration.ofMinutes(10));

    List<Message> longest =
        List.of(
            new Message.Availability(
                64, 64, tasks, Duration.ofMinutes(10), List.of(echo, echo, echo, echo)),
            new Message.Capabilities(levels),
            new Message.Announcement(new java.util.TreeMap<>(announced)),
            new Message.Looked(looked, Message.Looked.MAX_EVERY));

    assertThat(longest)
        .allSatisfy(
            message ->
                assertThat(CanonicalJson.read(outbox.write(message, NOW)).isObject()).isTrue());
  }
}
