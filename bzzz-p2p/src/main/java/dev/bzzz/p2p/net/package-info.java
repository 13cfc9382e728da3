/**
 * The network of the mesh: TCP over Netty, the upgrade of connections, streams, and the services
 * that run the pure machines of the other packages. All sockets and threads of the mesh, besides
 * those of discovery, live here.
 *
 * <p>One thread, the loop of a node, runs everything that is not said to be safe for many threads.
 */
@NullMarked
package dev.bzzz.p2p.net;

import org.jspecify.annotations.NullMarked;
