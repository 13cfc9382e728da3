/**
 * The mesh on the network. The transport is still to come; until then agents use an in-memory mesh
 * within one JVM, and none across processes.
 */
@NullMarked
package dev.bzzz.p2p;

import org.jspecify.annotations.NullMarked;
