/** Okio, which moves its segments between buffers as evbuffers move their chains. */
@NullMarked
package io.gyre.bench.okio;

import org.jspecify.annotations.NullMarked;
