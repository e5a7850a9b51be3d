package io.gyre.dns.wire;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A set of flags as the bits that they are in a header. There is one of each, which messages share. */
final class HeaderFlags extends AbstractSet<HeaderFlag> {
    private static final HeaderFlag[] FLAGS = HeaderFlag.values();

    /** By the number that {@link #together} makes of a word. */
    private static final HeaderFlags[] ALL = IntStream.range(0, 1 << FLAGS.length)
            .mapToObj(HeaderFlags::ofTogether)
            .toArray(HeaderFlags[]::new);

    /** As in the second word of a header. */
    final int word;

    private HeaderFlags(int word) {
        this.word = word;
    }

    private static HeaderFlags ofTogether(int together) {
        return new HeaderFlags(Stream.of(FLAGS)
                .mapToInt(HeaderFlag::bit)
                .filter(bit -> (together & together(bit)) != 0)
                .sum());
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
    static HeaderFlags ofWord(int word) {
        return ALL[together(word)];
    }

    /** {@return the shared set that equals {@code flags}} */
    static HeaderFlags of(Set<HeaderFlag> flags) {
        return flags instanceof HeaderFlags shared
                ? shared
                : ofWord(flags.stream().mapToInt(HeaderFlag::bit).sum());
    }

    @Override
    public boolean contains(Object flag) {
        return flag instanceof HeaderFlag known && (word & known.bit()) != 0;
    }

    @Override
    public int size() {
        return Integer.bitCount(word);
    }

    @Override
    public Iterator<HeaderFlag> iterator() {
        return Stream.of(FLAGS).filter(this::contains).iterator();
    }
}
