package io.gyre.dns.wire;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A bit of the header. */
public enum HeaderFlag {
    /** This is an answer, no question. */
    QR(0x8000),
    /** The server has the zone: {@code EVDNS_FLAGS_AA}. */
    AA(0x0400),
    /** Some of the answer did not fit. */
    TC(0x0200),
    /** The server is to ask others: {@code EVDNS_FLAGS_RD}. */
    RD(0x0100),
    /** The server can ask others. */
    RA(0x0080),
    /** The server has checked the signatures. */
    AD(0x0020),
    /** The server need not check the signatures. */
    CD(0x0010);

    /** By the number that {@link #together} makes of a word. Messages share these. */
    private static final List<Set<HeaderFlag>> SETS =
            IntStream.range(0, 1 << values().length).mapToObj(HeaderFlag::set).toList();

    private final int bit;

    HeaderFlag(int bit) {
        this.bit = bit;
    }

    int bit() {
        return bit;
    }

    private static Set<HeaderFlag> set(int together) {
        return Arrays.stream(values())
                .filter(flag -> (together & together(flag.bit)) != 0)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** {@return the seven bits of a header's second word, one beside the other} */
    private static int together(int word) {
        return (word >> 15 & 0x01)
                | (word >> 9 & 0x02)
                | (word >> 7 & 0x04)
                | (word >> 5 & 0x08)
                | (word >> 3 & 0x10)
                | (word & 0x20)
                | (word << 2 & 0x40);
    }

    /** {@return the flags in a header's second word} */
    static Set<HeaderFlag> ofWord(int word) {
        return SETS.get(together(word));
    }

    static int toWord(Set<HeaderFlag> flags) {
        int word = 0;
        for (HeaderFlag flag : flags) {
            word |= flag.bit;
        }
        return word;
    }

    /** {@return the shared set that equals {@code flags}} */
    static Set<HeaderFlag> shared(Set<HeaderFlag> flags) {
        return ofWord(toWord(flags));
    }
}
