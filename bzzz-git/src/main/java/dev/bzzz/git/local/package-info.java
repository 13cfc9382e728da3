/** A forge that is a folder of bare repositories, for one machine or a shared disk. */
@NullMarked
package dev.bzzz.git.local;

import org.jspecify.annotations.NullMarked;
