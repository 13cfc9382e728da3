/**
 * How libp2p writes things down: variable-length integers, protobuf fields, length-prefixed frames,
 * public keys and signed envelopes. What peers sent is read with bounds, and a fault in it is a
 * {@link dev.bzzz.p2p.wire.WireException}.
 */
@NullMarked
package dev.bzzz.p2p.wire;

import org.jspecify.annotations.NullMarked;
