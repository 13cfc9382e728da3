package swarm;

import java.util.Set;

/**
 * A piece of work for one agent.
 *
 * @param priority from 1, the most urgent, to 5
 * @param createdAt in seconds since 1970
 * @param skill what an agent must be able to do
 * @param tokens what the work is expected to cost
 * @param needs ids of the tasks that must be done before
 */
public record Task(
        String id, int priority, long createdAt, String skill, int tokens, Set<String> needs) {
    public Task {
        if (priority < 1 || priority > 5) {
            throw new IllegalArgumentException(id + ": priority " + priority);
        }
        needs = Set.copyOf(needs);
    }
}
