/** The JDK's own selector: {@link java.nio.channels.Selector}. */
@NullMarked
package io.gyre.internal.backend.nio;

import org.jspecify.annotations.NullMarked;
