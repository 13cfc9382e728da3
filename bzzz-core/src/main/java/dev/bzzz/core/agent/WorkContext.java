package dev.bzzz.core.agent;

import dev.bzzz.core.AgentId;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What a worker may know and use besides the task.
 *
 * @param agent who works
 * @param agentName what people call it; becomes the commit's author
 * @param timeLimit when the work takes longer, it is stopped
 * @param progress hears one line for each step, for people; never blocks
 */
public record WorkContext(
    AgentId agent, String agentName, Duration timeLimit, Consumer<String> progress) {}
