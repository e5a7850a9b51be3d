/** Remote procedure calls over HTTP: libevent's {@code evrpc}. */
@NullMarked
package io.gyre.rpc;

import org.jspecify.annotations.NullMarked;
