/** Small examples, one file each, run by tests. */
@NullMarked
package dev.bzzz.examples.quickstart;

import org.jspecify.annotations.NullMarked;
