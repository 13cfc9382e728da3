package swarm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Hands out tasks in rounds: every idle worker gets the most urgent task that suits it. */
public final class Scheduler {
    private final TaskQueue queue;

    public Scheduler(TaskQueue queue) {
        this.queue = queue;
    }

    /**
     * Takes tasks out of the queue and reserves their tokens.
     *
     * @param idle the workers, in the order in which they choose
     * @param done ids of the tasks that are done
     * @return the task of each worker that got one, by the name of the worker
     */
    public Map<String, Task> round(List<Worker> idle, Set<String> done) {
        Map<String, Task> given = new LinkedHashMap<>();
        for (Worker worker : idle) {
            Optional<Task> found =
                    queue.poll(task -> done.containsAll(task.needs()) && worker.suits(task));
            found.ifPresent(task -> {
                worker.budget().reserve(task.tokens());
                given.put(worker.name(), task);
            });
        }
        return given;
    }
}
