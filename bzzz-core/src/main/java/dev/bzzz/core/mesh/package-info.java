/** The port to all peers; it advises and never decides. */
@NullMarked
package dev.bzzz.core.mesh;

import org.jspecify.annotations.NullMarked;
