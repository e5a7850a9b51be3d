package io.gyre.dns.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the parts of a message, within bounds. */
final class WireInput {
    /** A pointer cannot lead into the header. */
    static final int HEADER = 12;

    private static final int POINTER = 0xc0;

    /** Room for nearly every name; for a longer one there is more. */
    private static final int USUAL_LENGTH = 64;

    private static final byte[] NOTHING = {};

    private final byte[] bytes;
    private final int start;
    private final int end;
    private int at;

    /** The name at the beginning, which most others are or end with; null until it was read. */
    private @Nullable DnsName first;

    /** Where the octets of a name are put together that is compressed; made for the first such name. */
    private byte[] scratch = NOTHING;

    /** Where what is being read ends: the whole, or the data of one record. */
    private int limit;

    WireInput(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.start = offset;
        this.at = offset;
        this.end = offset + length;
        this.limit = end;
    }

    int remaining() {
        return limit - at;
    }

    /** Lets only {@code length} more octets be read, until {@link #endPart}. */
    void beginPart(int length) throws MalformedMessageException {
        need(length);
        limit = at + length;
    }

    void endPart() throws MalformedMessageException {
        if (at != limit) {
            throw malformed(remaining() + " octets of data are left over");
        }
        limit = end;
    }

    int u8() throws MalformedMessageException {
        need(1);
        return bytes[at++] & 0xff;
    }

    int u16() throws MalformedMessageException {
        need(2);
        int value = (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
        at += 2;
        return value;
    }

    long u32() throws MalformedMessageException {
        return (long) u16() << 16 | u16();
    }

    byte[] take(int length) throws MalformedMessageException {
        need(length);
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    Octets octets(int length) throws MalformedMessageException {
        need(length);
        at += length;
        return Octets.copyOf(bytes, at - length, length);
    }

    /** Reads a name that may be compressed. */
    DnsName name() throws MalformedMessageException {
        DnsName before = first;
        if (before != null && remaining() >= 2 && (bytes[at] & 0xff) == POINTER && bytes[at + 1] == HEADER) {
            at += 2;
            return before;
        }
        return name(true);
    }

    /**
     * Reads a name. Each pointer must lead to before where the part that holds it began (RFC 1035, section 4.1.4: a prior
     * occurrence), so that there is an end to them.
     */
    DnsName name(boolean compressed) throws MalformedMessageException {
        int plain = plainLength();
        if (plain == 0) {
            return joined(compressed);
        }
        DnsName name = DnsName.ofWire(Arrays.copyOfRange(bytes, at, at + plain));
        if (at == start + HEADER) {
            first = name;
        }
        at += plain;
        return name;
    }

    /** {@return how many octets the name here has, if it is whole, within bounds and not compressed, otherwise 0} */
    private int plainLength() {
        int most = Math.min(limit, at + DnsName.MAX_LENGTH);
        int end = at;
        while (end < most && (bytes[end] & POINTER) == 0) {
            if (bytes[end] == 0) {
                return end + 1 - at;
            }
            end += 1 + bytes[end];
        }
        return 0;
    }

    /** Reads a name that is compressed, or wrong. */
    private DnsName joined(boolean compressed) throws MalformedMessageException {
        int from = at;
        int partStart = at;
        int partLimit = limit;
        int length = 0;
        boolean jumped = false;
        while (true) {
            int size = octet(from, partLimit);
            if (size == 0) {
                if (!jumped) {
                    at = from + 1;
                }
                return length == 0 ? DnsName.ROOT : ended(length);
            }
            if ((size & POINTER) == 0) {
                length = label(from, size, length, partLimit);
                from += 1 + size;
            } else if ((size & POINTER) == POINTER && compressed) {
                int target = start + ((size & ~POINTER) << 8 | octet(from + 1, partLimit));
                if (!jumped) {
                    at = from + 2;
                    jumped = true;
                    partLimit = end;
                }
                if (target >= partStart || target < start + HEADER) {
                    throw malformed("a name points to " + (target - start) + ", where no name was before");
                }
                from = target;
                partStart = target;
            } else {
                throw malformed(
                        compressed ? "a label has a type that there is not" : "a name that may not be is compressed");
            }
        }
    }

    private DnsName ended(int length) {
        byte[] name = Arrays.copyOf(scratch, length + 1);
        name[length] = 0;
        return DnsName.ofWire(name);
    }

    private int label(int from, int size, int length, int partLimit) throws MalformedMessageException {
        if (length + size + 2 > DnsName.MAX_LENGTH) {
            throw malformed("a name is longer than 255 octets");
        }
        if (from + 1 + size > partLimit) {
            throw malformed("a label reaches beyond the end");
        }
        if (length + size + 2 > scratch.length) {
            boolean usual = length + size + 2 <= USUAL_LENGTH;
            scratch = Arrays.copyOf(scratch, usual ? USUAL_LENGTH : DnsName.MAX_LENGTH);
        }
        System.arraycopy(bytes, from, scratch, length, 1 + size);
        return length + 1 + size;
    }

    private int octet(int where, int before) throws MalformedMessageException {
        if (where >= before) {
            throw malformed("a name reaches beyond the end");
        }
        return bytes[where] & 0xff;
    }

    private void need(int count) throws MalformedMessageException {
        if (count > limit - at) {
            throw malformed(count + " octets are needed where " + remaining() + " are left");
        }
    }

    MalformedMessageException malformed(String what) {
        return new MalformedMessageException("malformed DNS message, at octet " + (at - start) + ": " + what);
    }
}
