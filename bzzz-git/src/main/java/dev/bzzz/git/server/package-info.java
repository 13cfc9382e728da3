/** A forge of one's own: git over HTTP and GitHub's API for the repositories of a folder. */
@NullMarked
package dev.bzzz.git.server;

import org.jspecify.annotations.NullMarked;
