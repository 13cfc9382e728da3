/** The ledger that a committee of peers keeps by majority, without a git host. */
@NullMarked
package dev.bzzz.core.claim.quorum;

import org.jspecify.annotations.NullMarked;
