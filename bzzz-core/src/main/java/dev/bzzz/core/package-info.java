/** Identities, signatures, canonical JSON and the errors every module uses. */
@NullMarked
package dev.bzzz.core;

import org.jspecify.annotations.NullMarked;
