/**
 * Yamux 1.0: many streams over one connection, each with its own windows, as a pure machine.
 *
 * <p>Source: <a href="https://github.com/hashicorp/yamux/blob/master/spec.md">the yamux
 * specification</a> and what the libp2p specifications add to it.
 */
@NullMarked
package dev.bzzz.p2p.yamux;

import org.jspecify.annotations.NullMarked;
