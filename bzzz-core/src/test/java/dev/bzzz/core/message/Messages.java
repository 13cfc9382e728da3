package dev.bzzz.core.message;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.TestAgents;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** One message of each kind. */
final class Messages {
  static final RepositoryId REPOSITORY = new RepositoryId("00112233445566778899aabbccddeeff");
  static final TaskId TASK = new TaskId(REPOSITORY, 7);
  static final AgentId BOB = TestAgents.agent(2).id();

  private Messages() {}

  static List<Message> all() {
    return List.of(
        announcement(),
        new Message.Intent(TASK, 1),
        new Message.Moved(TASK, 1, 1, ClaimState.HELD, "5e".repeat(32)),
        new Message.Availability(
            2,
            1,
            new TreeSet<>(List.of(TASK)),
            Duration.ofSeconds(30),
            List.of(new Message.Echo(BOB, 12, Duration.ofMillis(340)))),
        capabilities(),
        new Message.SealedBid(TASK, 1, "c0".repeat(32)),
        new Message.OpenBid(TASK, 1, 6_400_000, 250, "5a".repeat(16)),
        Message.Vote.cast(TestAgents.agent(1), "bzzz", new Message.Candidacy(TASK, 1), BOB),
        new Message.Candidacy(TASK, 1),
        new Message.Looked(new TreeSet<>(List.of(REPOSITORY)), Duration.ofSeconds(5)));
  }

  static Message.Announcement announcement() {
    TreeMap<TaskId, java.util.SortedSet<Skill>> tasks = new TreeMap<>();
    tasks.put(TASK, new TreeSet<>(List.of(new Skill("java"))));
    return new Message.Announcement(tasks);
  }

  static Message.Capabilities capabilities() {
    TreeMap<Skill, Integer> levels = new TreeMap<>();
    levels.put(new Skill("java"), 800);
    levels.put(new Skill("sh"), 1000);
    return new Message.Capabilities(levels);
  }
}
