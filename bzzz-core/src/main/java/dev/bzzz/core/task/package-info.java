/** Tasks: how an issue becomes one, their order and their dependencies. */
@NullMarked
package dev.bzzz.core.task;

import org.jspecify.annotations.NullMarked;
