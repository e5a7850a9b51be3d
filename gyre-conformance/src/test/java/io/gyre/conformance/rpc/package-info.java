/** RPC beside libevent's own. */
@NullMarked
package io.gyre.conformance.rpc;

import org.jspecify.annotations.NullMarked;
