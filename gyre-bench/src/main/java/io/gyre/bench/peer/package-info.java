/** What the Java peers of one benchmark share: the same rounds as the C peers, with the calls under test left abstract. */
@NullMarked
package io.gyre.bench.peer;

import org.jspecify.annotations.NullMarked;
