/** Workspaces: checkouts in which agents make their changes. */
@NullMarked
package dev.bzzz.git.work;

import org.jspecify.annotations.NullMarked;
