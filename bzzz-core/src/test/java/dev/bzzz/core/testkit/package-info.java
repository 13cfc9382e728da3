/** What implementers of Bzzz's interfaces test them with: contracts and their tools. */
@NullMarked
package dev.bzzz.core.testkit;

import org.jspecify.annotations.NullMarked;
