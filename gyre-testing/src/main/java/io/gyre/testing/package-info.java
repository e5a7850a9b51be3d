/**
 * A virtual clock, a simulated platform and scripted peers, with which a program on Gyre is tested without sleeps and
 * without sockets. It may use all of the core, and no other module needs it outside of tests.
 */
@NullMarked
package io.gyre.testing;

import org.jspecify.annotations.NullMarked;
