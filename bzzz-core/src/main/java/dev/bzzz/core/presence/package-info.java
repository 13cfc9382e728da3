/** Which other agents are alive, what they can do, and how long messages to them travel. */
@NullMarked
package dev.bzzz.core.presence;

import org.jspecify.annotations.NullMarked;
