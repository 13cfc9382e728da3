/** An agent assembled from its parts, the work it does and the events it emits. */
@NullMarked
package dev.bzzz.core.agent;

import org.jspecify.annotations.NullMarked;
