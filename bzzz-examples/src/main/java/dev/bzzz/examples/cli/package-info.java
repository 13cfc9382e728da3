/** The command line {@code bzzz}. */
@NullMarked
package dev.bzzz.examples.cli;

import org.jspecify.annotations.NullMarked;
