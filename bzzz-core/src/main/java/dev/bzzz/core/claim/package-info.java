/** Claims: who may work on a task, decided by compare-and-swap on a ledger of signed records. */
@NullMarked
package dev.bzzz.core.claim;

import org.jspecify.annotations.NullMarked;
