/** A backend without a model: it plays recorded tool calls from a file. */
@NullMarked
package dev.bzzz.llm.scripted;

import org.jspecify.annotations.NullMarked;
