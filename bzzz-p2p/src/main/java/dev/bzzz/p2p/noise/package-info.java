/**
 * Noise as libp2p uses it: the handshake {@code Noise_XX_25519_ChaChaPoly_SHA256} that proves who
 * the peer is, and the encryption of everything after it. Pure: bytes in, bytes out.
 */
@NullMarked
package dev.bzzz.p2p.noise;

import org.jspecify.annotations.NullMarked;
