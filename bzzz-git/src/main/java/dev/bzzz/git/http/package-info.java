/**
 * What every provider for a forge over HTTP needs: one {@link dev.bzzz.git.http.HostClient} to a
 * host, which knows tokens, limits, caches and errors, and {@link dev.bzzz.git.http.Pages} for
 * lists. See {@code docs/writing-a-provider.md}.
 */
@NullMarked
package dev.bzzz.git.http;

import org.jspecify.annotations.NullMarked;
