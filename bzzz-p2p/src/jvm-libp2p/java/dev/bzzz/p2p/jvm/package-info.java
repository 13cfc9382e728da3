/**
 * The mesh on jvm-libp2p, for those who run that library already. Compiled in the profile {@code
 * jvm-libp2p} only; {@link dev.bzzz.p2p.Libp2pNode} is what everybody else uses.
 */
@NullMarked
package dev.bzzz.p2p.jvm;

import org.jspecify.annotations.NullMarked;
