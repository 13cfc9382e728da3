/**
 * A deterministic simulator for claim protocols: whole fleets under virtual time, with faults, and
 * checks of what must hold.
 */
@NullMarked
package dev.bzzz.core.sim;

import org.jspecify.annotations.NullMarked;
