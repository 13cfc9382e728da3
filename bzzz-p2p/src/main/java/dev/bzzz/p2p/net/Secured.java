package dev.bzzz.p2p.net;

import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.noise.NoiseChannel;

/**
 * What the upgrade of a link has brought.
 *
 * @param peer who the other side has proved to be
 * @param channel encrypts and decrypts
 * @param outbound whether this node dialled
 */
record Secured(PeerId peer, NoiseChannel channel, boolean outbound) {}
