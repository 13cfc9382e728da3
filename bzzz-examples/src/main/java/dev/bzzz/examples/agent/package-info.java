/** The reference agent: its configuration and its assembly from the parts of Bzzz. */
@NullMarked
package dev.bzzz.examples.agent;

import org.jspecify.annotations.NullMarked;
