/** The claim ledger in a repository's own refs. */
@NullMarked
package dev.bzzz.git.ledger;

import org.jspecify.annotations.NullMarked;
