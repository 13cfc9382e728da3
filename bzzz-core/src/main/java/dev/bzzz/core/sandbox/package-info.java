/** Where untrusted commands run. */
@NullMarked
package dev.bzzz.core.sandbox;

import org.jspecify.annotations.NullMarked;
