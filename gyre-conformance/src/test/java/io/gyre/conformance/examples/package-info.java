/** The programs that the documents quote, so that they compile and run. */
@NullMarked
package io.gyre.conformance.examples;

import org.jspecify.annotations.NullMarked;
