/** What an agent can do, and how well that suits a task. */
@NullMarked
package dev.bzzz.core.capability;

import org.jspecify.annotations.NullMarked;
