package dev.bzzz.core.llm;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A tool a model may call.
 *
 * @param name letters, digits and underscores
 * @param description what it does, for the model
 * @param parameters JSON schema of its arguments, an object
 */
public record ToolSpec(String name, String description, ObjectNode parameters) {}
