/** Stacks for a forge on a server of one's own, from the files under {@code docs/deploy}. */
@NullMarked
package dev.bzzz.examples.deploy;

import org.jspecify.annotations.NullMarked;
