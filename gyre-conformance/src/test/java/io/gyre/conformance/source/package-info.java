/**
 * Checks of the source text itself. This package must compile without Gyre, because {@code ./build --fix} runs it on
 * sources that may not compile.
 */
@NullMarked
package io.gyre.conformance.source;

import org.jspecify.annotations.NullMarked;
