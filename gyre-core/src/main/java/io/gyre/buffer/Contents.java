package io.gyre.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Compares what is in buffers, however it is chained. Nothing is copied or changed, but that files come into memory. */
public final class Contents {
    private static final int PRIME = 31;

    private Contents() {}

    /** {@return whether both hold the same bytes} */
    public static boolean equal(EvBuffer one, EvBuffer other) {
        Both.lock(one, other);
        try {
            one.checkOpen();
            other.checkOpen();
            return one.length() == other.length() && compare(one, other) == 0;
        } finally {
            Both.unlock(one, other);
        }
    }

    /** {@return whether a buffer holds these bytes and no others} */
    public static boolean equal(EvBuffer buffer, byte[] bytes) {
        buffer.enter();
        try {
            return buffer.length() == bytes.length && startsWith(buffer, bytes);
        } finally {
            buffer.unlock();
        }
    }

    /** {@return whether a buffer begins with these bytes} */
    public static boolean startsWith(EvBuffer buffer, byte[] bytes) {
        MemorySegment wanted = MemorySegment.ofArray(bytes);
        int at = 0;
        buffer.enter();
        try {
            Chain chain = buffer.chain;
            if (chain.length < bytes.length) {
                return false;
            }
            for (Link link = chain.firstInMemory();
                    link != null && at < bytes.length;
                    link = chain.nextInMemory(link)) {
                long part = Math.min(link.length(), bytes.length - at);
                if (MemorySegment.mismatch(link.memory, link.start, link.start + part, wanted, at, at + part) >= 0) {
                    return false;
                }
                at += (int) part;
            }
            return true;
        } finally {
            buffer.unlock();
        }
    }

    /** {@return less than, equal to or more than 0, as the first differs from the other: byte by byte, unsigned, then by length} */
    public static int compare(EvBuffer one, EvBuffer other) {
        Both.lock(one, other);
        try {
            one.checkOpen();
            other.checkOpen();
            return compare(one.chain, other.chain);
        } finally {
            Both.unlock(one, other);
        }
    }

    private static int compare(Chain one, Chain other) {
        Link left = one.firstInMemory();
        Link right = other.firstInMemory();
        long leftSkip = 0;
        long rightSkip = 0;
        while (left != null && right != null) {
            long part = Math.min(left.length() - leftSkip, right.length() - rightSkip);
            int difference = compare(left, leftSkip, right, rightSkip, part);
            if (difference != 0) {
                return difference;
            }
            leftSkip += part;
            rightSkip += part;
            if (leftSkip == left.length()) {
                left = one.nextInMemory(left);
                leftSkip = 0;
            }
            if (rightSkip == right.length()) {
                right = other.nextInMemory(right);
                rightSkip = 0;
            }
        }
        return longer(left, right);
    }

    private static int longer(@Nullable Link left, @Nullable Link right) {
        return left != null ? 1 : right != null ? -1 : 0;
    }

    private static int compare(Link left, long leftSkip, Link right, long rightSkip, long count) {
        long from = left.start + leftSkip;
        long otherFrom = right.start + rightSkip;
        long at = MemorySegment.mismatch(left.memory, from, from + count, right.memory, otherFrom, otherFrom + count);
        return at < 0
                ? 0
                : Byte.compareUnsigned(
                        left.memory.get(JAVA_BYTE, from + at), right.memory.get(JAVA_BYTE, otherFrom + at));
    }

    /** {@return a hash of the bytes: the same for the same bytes, and that of {@link java.util.Arrays#hashCode(byte[])}} */
    public static int hash(EvBuffer buffer) {
        buffer.enter();
        try {
            int hash = 1;
            Chain chain = buffer.chain;
            for (Link link = chain.firstInMemory(); link != null; link = chain.nextInMemory(link)) {
                for (long at = link.start; at < link.end; at++) {
                    hash = PRIME * hash + link.memory.get(JAVA_BYTE, at);
                }
            }
            return hash;
        } finally {
            buffer.unlock();
        }
    }
}
