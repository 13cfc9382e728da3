import java.util.List;
import java.util.Set;

import swarm.Task;
import swarm.TaskQueue;

final class TaskQueueTest {
    static void register(Suite suite) {
        suite.test("queue-order", () -> {
            TaskQueue queue = new TaskQueue();
            queue.add(task("docs", 4, 100));
            queue.add(task("api", 2, 300));
            queue.add(task("store", 2, 200));
            Suite.equal(List.of("store", "api", "docs"), queue.ids(), "order");
        });

        suite.test("queue-replace", () -> {
            TaskQueue queue = new TaskQueue();
            queue.add(task("docs", 4, 100));
            queue.add(task("api", 2, 300));
            queue.add(task("docs", 1, 100));
            Suite.equal(List.of("docs", "api"), queue.ids(), "order after a change of priority");
            Suite.isTrue(queue.remove("docs"), "docs was waiting");
            Suite.isTrue(!queue.remove("docs"), "docs is not waiting any more");
        });

        suite.test("queue-same-rank", () -> {
            TaskQueue queue = new TaskQueue();
            queue.add(task("store", 2, 100));
            queue.add(task("docs", 2, 100));
            queue.add(task("api", 2, 100));
            Suite.equal(List.of("api", "docs", "store"), queue.ids(), "imported together");
            Suite.isTrue(queue.remove("docs"), "docs was waiting");
            Suite.equal(List.of("api", "store"), queue.ids(), "the others are still there");
        });

        suite.test("queue-poll", () -> {
            TaskQueue queue = new TaskQueue();
            queue.add(task("api", 1, 100));
            queue.add(task("docs", 2, 200));
            Suite.equal("docs", queue.poll(task -> task.priority() == 2).get().id(), "first fit");
            Suite.isTrue(queue.poll(task -> task.priority() == 2).isEmpty(), "no second fit");
            Suite.equal(List.of("api"), queue.ids(), "what is left");
        });
    }

    private static Task task(String id, int priority, long createdAt) {
        return new Task(id, priority, createdAt, "java", 1_000, Set.of());
    }
}
