/**
 * What peers tell each other about themselves after they are connected (identify), and whether they
 * are still there (ping).
 *
 * @see <a href="https://github.com/libp2p/specs/tree/master/identify">identify</a>
 * @see <a href="https://github.com/libp2p/specs/blob/master/ping/ping.md">ping</a>
 */
@NullMarked
package dev.bzzz.p2p.identify;

import org.jspecify.annotations.NullMarked;
