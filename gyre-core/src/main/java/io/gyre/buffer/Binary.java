package io.gyre.buffer;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteOrder;

/**
 * Numbers in a buffer, in one byte order. They are added to the back, and removed from or looked at the front. If the bytes of a number
 * are not all there, that is an {@link IndexOutOfBoundsException} and the buffer stays as it was. Allocates nothing.
 *
 * <p>Variable-length numbers have seven bits in a byte, the lowest first, whatever the byte order: unsigned LEB128, as in Protocol
 * Buffers.
 */
public final class Binary {
    /** How long a variable-length number of 64 bits can be, in bytes. */
    public static final int MAX_VARINT = 10;

    private final EvBuffer buffer;
    private final boolean bigEndian;

    private Binary(EvBuffer buffer, ByteOrder order) {
        this.buffer = buffer;
        this.bigEndian = order == BIG_ENDIAN;
    }

    /** {@return a view of {@code buffer} in network byte order} */
    public static Binary bigEndian(EvBuffer buffer) {
        return new Binary(buffer, BIG_ENDIAN);
    }

    /** {@return a view of {@code buffer} with the lowest byte first} */
    public static Binary littleEndian(EvBuffer buffer) {
        return new Binary(buffer, LITTLE_ENDIAN);
    }

    /** Adds the low 16 bits. */
    public void addShort(int value) {
        add(value, Short.BYTES);
    }

    /** Adds 32 bits. */
    public void addInt(int value) {
        add(value, Integer.BYTES);
    }

    /** Adds 64 bits. */
    public void addLong(long value) {
        add(value, Long.BYTES);
    }

    /** Adds 32 bits of IEEE 754. */
    public void addFloat(float value) {
        addInt(Float.floatToRawIntBits(value));
    }

    /** Adds 64 bits of IEEE 754. */
    public void addDouble(double value) {
        addLong(Double.doubleToRawLongBits(value));
    }

    private void add(long value, int size) {
        long bytes = bigEndian ? Long.reverseBytes(value) >>> (Long.SIZE - size * Byte.SIZE) : value;
        buffer.addNumber(bytes, 0, size);
    }

    /** {@return the next 16 bits, signed, which were removed} */
    public short removeShort() {
        return (short) remove(Short.BYTES);
    }

    /** {@return the next 16 bits, from 0 to 65535, which were removed} */
    public int removeUnsignedShort() {
        return removeShort() & 0xffff;
    }

    /** {@return the next 32 bits, signed, which were removed} */
    public int removeInt() {
        return (int) remove(Integer.BYTES);
    }

    /** {@return the next 32 bits, not negative, which were removed} */
    public long removeUnsignedInt() {
        return Integer.toUnsignedLong(removeInt());
    }

    /** {@return the next 64 bits, which were removed} */
    public long removeLong() {
        return remove(Long.BYTES);
    }

    /** {@return the next 32 bits of IEEE 754, which were removed} */
    public float removeFloat() {
        return Float.intBitsToFloat(removeInt());
    }

    /** {@return the next 64 bits of IEEE 754, which were removed} */
    public double removeDouble() {
        return Double.longBitsToDouble(removeLong());
    }

    private long remove(int size) {
        buffer.enter();
        try {
            long value = get(0, size);
            buffer.drain(size);
            return value;
        } finally {
            buffer.unlock();
        }
    }

    /** {@return the 16 bits at {@code offset}, from 0 to 65535} */
    public int unsignedShortAt(long offset) {
        return (int) get(offset, Short.BYTES) & 0xffff;
    }

    /** {@return the 32 bits at {@code offset}} */
    public int intAt(long offset) {
        return (int) get(offset, Integer.BYTES);
    }

    /** {@return the 64 bits at {@code offset}} */
    public long longAt(long offset) {
        return get(offset, Long.BYTES);
    }

    private long get(long offset, int size) {
        long value = buffer.numberAt(offset, size);
        return bigEndian ? Long.reverseBytes(value) >>> (Long.SIZE - size * Byte.SIZE) : value;
    }

    /** Adds a variable-length number, which is taken as unsigned: a negative one takes ten bytes. */
    public void addVarint(long value) {
        long low = 0;
        long high = 0;
        long left = value;
        int size = 0;
        do {
            long group = left & 0x7f;
            left >>>= 7;
            long all = left == 0 ? group : group | 0x80;
            if (size < Long.BYTES) {
                low |= all << (size * Byte.SIZE);
            } else {
                high |= all << ((size - Long.BYTES) * Byte.SIZE);
            }
            size++;
        } while (left != 0);
        buffer.addNumber(low, high, size);
    }

    /** Adds a variable-length number that may well be negative: ZigZag, so that small ones of both signs are short. */
    public void addSignedVarint(long value) {
        addVarint((value << 1) ^ (value >> (Long.SIZE - 1)));
    }

    /**
     * {@return how long the variable-length number at the front is, or 0 if its end is not there yet}
     *
     * @throws IllegalArgumentException if it goes on for more than {@link #MAX_VARINT} bytes
     */
    public int varintLength() {
        buffer.enter();
        try {
            int there = (int) Math.min(buffer.chain.length, MAX_VARINT);
            for (int i = 0; i < there; i++) {
                if (buffer.chain.byteAt(i) >= 0) {
                    return i + 1;
                }
            }
            if (there == MAX_VARINT) {
                throw new IllegalArgumentException(
                        "a variable-length number goes on for more than " + MAX_VARINT + " bytes");
            }
            return 0;
        } finally {
            buffer.unlock();
        }
    }

    /**
     * {@return the next variable-length number, which was removed}
     *
     * @throws IndexOutOfBoundsException if its end is not there yet
     * @throws IllegalArgumentException if it goes on for more than {@link #MAX_VARINT} bytes, or does not fit 64 bits
     */
    public long removeVarint() {
        buffer.enter();
        try {
            int length = varintLength();
            if (length == 0) {
                throw new IndexOutOfBoundsException(
                        "only " + buffer.length() + " bytes of a variable-length number are there");
            }
            long value = varint(length);
            buffer.drain(length);
            return value;
        } finally {
            buffer.unlock();
        }
    }

    private long varint(int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            long group = buffer.chain.byteAt(i) & 0x7f;
            if (i == MAX_VARINT - 1 && group > 1) {
                throw new IllegalArgumentException("a variable-length number has more than 64 bits");
            }
            value |= group << (7 * i);
        }
        return value;
    }

    /** {@return the next variable-length number of {@link #addSignedVarint}, which was removed} Fails as {@link #removeVarint}. */
    public long removeSignedVarint() {
        long value = removeVarint();
        return (value >>> 1) ^ -(value & 1);
    }
}
