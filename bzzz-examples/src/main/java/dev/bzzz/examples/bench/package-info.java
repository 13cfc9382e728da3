/** Benchmarks of a running whole; what a single method costs is measured elsewhere. */
@NullMarked
package dev.bzzz.examples.bench;

import org.jspecify.annotations.NullMarked;
