/** Pure protocol machines and the driver that runs them in production. */
@NullMarked
package dev.bzzz.core.machine;

import org.jspecify.annotations.NullMarked;
