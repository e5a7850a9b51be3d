/** Names that are looked up for other parts, bufferevents and HTTP clients, and over a network that loses messages. */
@NullMarked
package io.gyre.conformance.dns;

import org.jspecify.annotations.NullMarked;
