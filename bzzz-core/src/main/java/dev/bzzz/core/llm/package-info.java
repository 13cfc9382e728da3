/** The port to language models. */
@NullMarked
package dev.bzzz.core.llm;

import org.jspecify.annotations.NullMarked;
