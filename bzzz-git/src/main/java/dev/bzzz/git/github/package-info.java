/**
 * GitHub, GitHub Enterprise, our own server, and other hosts that speak version 3 of GitHub's REST
 * API.
 */
@NullMarked
package dev.bzzz.git.github;

import org.jspecify.annotations.NullMarked;
