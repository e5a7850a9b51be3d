/**
 * What libevent's users may rely on, held by tests of the public API alone. They run over every mechanism that there is; those
 * that need time to pass run in a simulation.
 */
@NullMarked
package io.gyre.conformance.event;

import org.jspecify.annotations.NullMarked;
