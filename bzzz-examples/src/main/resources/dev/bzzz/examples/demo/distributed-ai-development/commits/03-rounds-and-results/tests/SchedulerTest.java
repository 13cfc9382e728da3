import java.util.List;
import java.util.Map;
import java.util.Set;

import swarm.Budget;
import swarm.Scheduler;
import swarm.Task;
import swarm.TaskQueue;
import swarm.Worker;

final class SchedulerTest {
    static void register(Suite suite) {
        suite.test("round-needs-and-skills", () -> {
            TaskQueue queue = new TaskQueue();
            queue.add(new Task("ui", 1, 10, "java", 500, Set.of("api")));
            queue.add(new Task("api", 2, 20, "java", 500, Set.of()));
            queue.add(new Task("cron", 3, 30, "shell", 500, Set.of()));
            Scheduler scheduler = new Scheduler(queue);
            Worker amber = new Worker("amber", Set.of("java"), new Budget(5_000));
            Worker birch = new Worker("birch", Set.of("java", "shell"), new Budget(5_000));

            Map<String, Task> first = scheduler.round(List.of(amber, birch), Set.of());
            Suite.equal("api", first.get("amber").id(), "amber");
            Suite.equal("cron", first.get("birch").id(), "birch");
            Suite.equal(List.of("ui"), queue.ids(), "waits for api");

            Map<String, Task> second = scheduler.round(List.of(amber), Set.of("api"));
            Suite.equal("ui", second.get("amber").id(), "after api is done");
        });

        suite.test("round-budget", () -> {
            TaskQueue queue = new TaskQueue();
            queue.add(new Task("large", 1, 10, "java", 800, Set.of()));
            queue.add(new Task("small", 2, 20, "java", 300, Set.of()));
            Scheduler scheduler = new Scheduler(queue);
            Worker amber = new Worker("amber", Set.of("java"), new Budget(700));

            Map<String, Task> first = scheduler.round(List.of(amber), Set.of());
            Suite.equal("small", first.get("amber").id(), "the one that fits");
            Suite.equal(400L, amber.budget().left(), "tokens left");
            Suite.equal(Map.of(), scheduler.round(List.of(amber), Set.of()), "nothing else fits");
        });
    }
}
