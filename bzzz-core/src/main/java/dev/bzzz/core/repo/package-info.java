/** Repositories on forges: what an agent reads there, and the little it writes. */
@NullMarked
package dev.bzzz.core.repo;

import org.jspecify.annotations.NullMarked;
