/** The demo: four repositories, twelve tasks, a few agents and a recorded model. */
@NullMarked
package dev.bzzz.examples.demo;

import org.jspecify.annotations.NullMarked;
