/**
 * The mesh on the network: the parts of libp2p that agents need to find each other and to talk, in
 * Java. This package holds the names that all other packages share: peer ids and addresses.
 */
@NullMarked
package dev.bzzz.p2p;

import org.jspecify.annotations.NullMarked;
