/**
 * Gossipsub 1.0, 1.1 and 1.2 with strict signing: how messages reach everybody without everybody
 * being connected to everybody. {@link dev.bzzz.p2p.gossip.GossipMachine} is the router as a pure
 * machine; {@link dev.bzzz.p2p.gossip.Rpc} and {@link dev.bzzz.p2p.gossip.SignedMessage} are what
 * travels. Sources: libp2p specifications pubsub, gossipsub v1.0, v1.1 and v1.2.
 */
@NullMarked
package dev.bzzz.p2p.gossip;

import org.jspecify.annotations.NullMarked;
