/**
 * Webhooks received: a host tells that something has changed in a repository, so that an agent
 * looks there now and not when its time has come. A webhook is believed for nothing else: what has
 * changed the agent reads from the host, and without any it finds the same a little later.
 */
@NullMarked
package dev.bzzz.git.hooks;

import org.jspecify.annotations.NullMarked;
