/** Models served by Ollama. The only package that knows Ollama4j. */
@NullMarked
package dev.bzzz.llm.ollama;

import org.jspecify.annotations.NullMarked;
