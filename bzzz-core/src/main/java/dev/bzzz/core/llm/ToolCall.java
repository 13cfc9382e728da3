package dev.bzzz.core.llm;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A model's wish to call a tool. Untrusted: the name may be unknown and the arguments anything.
 *
 * @param id finds the answer's question; unique within a reply
 * @param name the tool
 * @param arguments as the model gave them
 */
public record ToolCall(String id, String name, JsonNode arguments) {}
