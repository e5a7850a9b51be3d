/** Peers that need the JDK alone: NIO's selector and the scheduled executor. */
@NullMarked
package io.gyre.bench.jdk;

import org.jspecify.annotations.NullMarked;
