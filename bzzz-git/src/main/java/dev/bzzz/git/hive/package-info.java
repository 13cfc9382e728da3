/**
 * Hive, the coordination server that the prototype of Bzzz asked for repositories and told about
 * claims. Optional: agents work without it.
 */
@NullMarked
package dev.bzzz.git.hive;

import org.jspecify.annotations.NullMarked;
