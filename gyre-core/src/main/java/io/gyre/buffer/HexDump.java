package io.gyre.buffer;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/** The bytes of a buffer for people, sixteen in a line: their offset, their values, and what of them is ASCII. */
public final class HexDump {
    private static final int LINE = 16;
    private static final HexFormat DIGITS = HexFormat.ofDelimiter(" ");

    private HexDump() {}

    /** {@return all bytes of {@code buffer}, which keeps them} */
    public static String of(EvBuffer buffer) {
        buffer.enter();
        try {
            return of(buffer, 0, buffer.length());
        } finally {
            buffer.unlock();
        }
    }

    /**
     * {@return some bytes of {@code buffer}, which keeps them}
     *
     * @throws IndexOutOfBoundsException if the buffer does not have them
     */
    public static String of(EvBuffer buffer, long offset, long count) {
        buffer.enter();
        try {
            buffer.checkRange(offset, count);
            var dump = new StringBuilder();
            for (long at = 0; at < count; at += LINE) {
                var line = new byte[(int) Math.min(LINE, count - at)];
                buffer.chain.copyOut(offset + at, MemorySegment.ofArray(line), 0, line.length);
                append(dump, offset + at, line);
            }
            return dump.toString();
        } finally {
            buffer.unlock();
        }
    }

    private static void append(StringBuilder dump, long offset, byte[] line) {
        String digits = DIGITS.formatHex(line);
        dump.append(offset == (int) offset ? DIGITS.toHexDigits((int) offset) : DIGITS.toHexDigits(offset))
                .append("  ")
                .append(digits)
                .append(" ".repeat(LINE * 3 - digits.length() + 1))
                .append('|');
        for (byte value : line) {
            dump.append(value >= ' ' && value < 0x7f ? (char) value : '.');
        }
        dump.append("|\n");
    }
}
