/** Gitea and Forgejo, by their own API (v1). */
@NullMarked
package dev.bzzz.git.gitea;

import org.jspecify.annotations.NullMarked;
