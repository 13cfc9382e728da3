/** Forges on other machines: opened by kind, set up, and tried. */
@NullMarked
package dev.bzzz.examples.forge;

import org.jspecify.annotations.NullMarked;
