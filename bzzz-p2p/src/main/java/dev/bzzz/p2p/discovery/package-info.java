/**
 * Finding peers and staying connected to them: multicast DNS on the local network, DNS names,
 * addresses that somebody wrote down, and when to dial which of them.
 *
 * <p>{@link dev.bzzz.p2p.discovery.Discovery} is the service; what it decides is in pure machines.
 * Nothing found here proves who a peer is: that is for the handshake to say.
 */
@NullMarked
package dev.bzzz.p2p.discovery;

import org.jspecify.annotations.NullMarked;
