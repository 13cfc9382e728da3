package swarm;

import java.util.Set;

/** An agent that waits for work. */
public record Worker(String name, Set<String> skills, Budget budget) {
    /** Whether the agent is able to do the task and can afford it. */
    public boolean suits(Task task) {
        return skills.contains(task.skill()) && task.tokens() <= budget.left();
    }
}
