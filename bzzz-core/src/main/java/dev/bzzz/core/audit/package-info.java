/** The signed, hash-chained log of what an agent did. */
@NullMarked
package dev.bzzz.core.audit;

import org.jspecify.annotations.NullMarked;
