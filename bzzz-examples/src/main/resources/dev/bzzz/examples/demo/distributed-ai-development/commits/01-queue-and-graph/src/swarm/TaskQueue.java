package swarm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Waiting tasks, the most urgent first. */
public final class TaskQueue {
    private static final Comparator<Task> URGENCY =
            Comparator.comparingInt(Task::priority).thenComparingLong(Task::createdAt);

    private final Map<String, Task> byId = new HashMap<>();
    private final TreeSet<Task> waiting = new TreeSet<>(URGENCY);

    /** Adds a task. One that is waiting under the same id is replaced. */
    public void add(Task task) {
        remove(task.id());
        byId.put(task.id(), task);
        waiting.add(task);
    }

    /** Takes a task out, for example because somebody closed it; whether it was waiting. */
    public boolean remove(String id) {
        Task task = byId.remove(id);
        return task != null && waiting.remove(task);
    }

    /** Takes out the most urgent task among the suitable ones. */
    public Optional<Task> poll(Predicate<Task> suitable) {
        for (Task task : waiting) {
            if (suitable.test(task)) {
                remove(task.id());
                return Optional.of(task);
            }
        }
        return Optional.empty();
    }

    /** The ids of the waiting tasks, the most urgent first. */
    public List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (Task task : waiting) {
            ids.add(task.id());
        }
        return ids;
    }
}
