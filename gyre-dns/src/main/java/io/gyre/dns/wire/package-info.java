/**
 * DNS messages (RFC 1035, 3597, 6891, 9460) as immutable values, and their octets. A pure codec: it knows no socket, no clock and no
 * loop. Names are octets throughout. Whatever does not follow the format is refused, in time and memory that are bounded by the octets
 * given, never by what they claim.
 */
@NullMarked
package io.gyre.dns.wire;

import org.jspecify.annotations.NullMarked;
