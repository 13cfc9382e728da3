/** What agents say to each other about tasks, and who may be heard. */
@NullMarked
package dev.bzzz.core.message;

import org.jspecify.annotations.NullMarked;
