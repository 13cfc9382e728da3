/** The worker that lets a model work on a task through typed tools. */
@NullMarked
package dev.bzzz.llm.work;

import org.jspecify.annotations.NullMarked;
