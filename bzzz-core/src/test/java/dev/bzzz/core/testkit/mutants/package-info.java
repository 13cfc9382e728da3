/**
 * Claim protocols, ledgers and forges that are broken on purpose, each in one place. The simulator
 * must catch them all: that is why its silence about a sound protocol means something. Free of test
 * libraries, so that {@code bzzz sim mutants} can use it.
 */
@NullMarked
package dev.bzzz.core.testkit.mutants;

import org.jspecify.annotations.NullMarked;
