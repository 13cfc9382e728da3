/** GitLab, by version 4 of its REST API. */
@NullMarked
package dev.bzzz.git.gitlab;

import org.jspecify.annotations.NullMarked;
