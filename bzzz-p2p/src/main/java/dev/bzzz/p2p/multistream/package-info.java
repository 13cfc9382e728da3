/**
 * How two peers agree on the protocol of a connection or a stream: multistream-select 1.0.
 *
 * @see <a href="https://github.com/multiformats/multistream-select">multistream-select</a>
 */
@NullMarked
package dev.bzzz.p2p.multistream;

import org.jspecify.annotations.NullMarked;
