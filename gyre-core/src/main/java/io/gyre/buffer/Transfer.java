package io.gyre.buffer;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Moves bytes between a chain and a descriptor, many extents in one call. */
final class Transfer {
    /** More than one call would move, and what one read may bring at most. */
    static final long LARGEST_READ = BufferPool.LARGEST;

    private static final ThreadLocal<Iovecs> IOVECS = ThreadLocal.withInitial(Iovecs::new);

    /** A read that leaves this much of a chunk unused is worth a copy to a chunk of the right size. */
    private static final int ROOMY = 8;

    /** A link of this size or less costs the kernel more as an extent of its own than it costs to copy. */
    static final long WORTH_AN_EXTENT = 512;

    private Transfer() {}

    /** Reads at most {@code count} bytes, more than 0, to the end; {@return as {@link VectoredIo#readv}} */
    static long read(Chain chain, VectoredIo source, long count) throws IOException {
        Iovecs extents = IOVECS.get();
        extents.clear();
        Chunk tail = chain.tail();
        long inTail = tail == null ? 0 : Math.min(tail.room(), count);
        if (tail != null) {
            extents.add(tail.memory, tail.end, inTail);
        }
        Chunk scratch = null;
        if (inTail < count) {
            scratch = chain.pool().take(Math.min(count - inTail, chain.pool().largest()));
            extents.add(scratch.memory, scratch.base, Math.min(scratch.capacity(), count - inTail));
        }
        try {
            long got = source.readv(extents);
            chain.fillTail(Math.min(got, inTail));
            if (scratch != null && got > inTail) {
                scratch = keep(chain, scratch, got - inTail);
            }
            return got;
        } finally {
            if (scratch != null) {
                scratch.release();
            }
        }
    }

    /** Takes over what was read to a chunk of the largest size; gives the chunk back if only its bytes were wanted. */
    private static @Nullable Chunk keep(Chain chain, Chunk scratch, long count) {
        if (count < scratch.capacity() / ROOMY && moved(chain, scratch, count)) {
            return scratch;
        }
        scratch.end = scratch.base + count;
        chain.addLast(scratch);
        return null;
    }

    /** {@return whether the bytes were copied to a smaller chunk} Without memory for it they stay, for they cannot be read again. */
    private static boolean moved(Chain chain, Chunk scratch, long count) {
        try {
            chain.append(scratch.memory, scratch.base, count);
            return true;
        } catch (OutOfMemoryError none) {
            return false;
        }
    }

    /** Writes at most {@code count} bytes, more than 0, from the front, which stay; {@return as {@link VectoredIo#writev}} */
    static long write(Chain chain, VectoredIo target, long count) throws IOException {
        if (chain.first instanceof FileLink file) {
            return writeFile(chain, file, target, Math.min(count, file.length()));
        }
        Iovecs extents = IOVECS.get();
        extents.clear();
        Chunk scratch =
                startsSmall(chain.first) ? chain.pool().take(chain.pool().largest()) : null;
        try {
            gather(chain, extents, count, scratch);
            return target.writev(extents);
        } finally {
            if (scratch != null) {
                scratch.release();
            }
        }
    }

    /** {@return whether the chain begins with links that are quicker copied together than given to the kernel one by one} */
    static boolean startsSmall(@Nullable Link first) {
        return first != null && isSmall(first) && isSmall(first.next);
    }

    private static boolean isSmall(@Nullable Link link) {
        return link != null && !(link instanceof FileLink) && link.length() <= WORTH_AN_EXTENT;
    }

    private static void gather(Chain chain, Iovecs extents, long count, @Nullable Chunk scratch) {
        long left = count;
        boolean copying = false;
        for (Link link = chain.first; link != null && left > 0 && !extents.isFull(); link = link.next) {
            if (link instanceof FileLink) {
                return;
            }
            checkAlive(link);
            long part = Math.min(link.length(), left);
            if (scratch != null && part <= WORTH_AN_EXTENT && part <= scratch.room()) {
                copy(extents, scratch, link, part, copying);
                copying = true;
            } else {
                extents.add(link.memory, link.start, part);
                copying = false;
            }
            left -= part;
        }
    }

    /** Copies a small link behind the one before, if that was copied too, so that the kernel sees one extent. */
    private static void copy(Iovecs extents, Chunk scratch, Link link, long part, boolean behind) {
        copyTo(scratch, link, part);
        if (behind) {
            extents.extendLast(part);
        } else {
            extents.add(scratch.memory, scratch.end - part, part);
        }
    }

    static void copyTo(Chunk scratch, Link link, long part) {
        MemorySegment.copy(link.memory, link.start, scratch.memory, scratch.end, part);
        scratch.end += part;
    }

    static void checkAlive(Link link) {
        if (link instanceof View && !link.memory.scope().isAlive()) {
            throw new IllegalStateException(
                    "memory that was added by reference is freed: keep its arena open until the clean-up is called");
        }
    }

    private static long writeFile(Chain chain, FileLink file, VectoredIo target, long count) throws IOException {
        long sent = file.segment.sendTo(target, file.start, count);
        if (sent == VectoredIo.UNSUPPORTED) {
            return writeThroughChunk(chain, file, target, count);
        }
        if (sent == 0) {
            throw file.segment.shrunk(file.start);
        }
        return sent;
    }

    /** What does not go is read again the next time. */
    private static long writeThroughChunk(Chain chain, FileLink file, VectoredIo target, long count)
            throws IOException {
        Chunk chunk = chain.pool().take(Math.min(count, chain.pool().largest()));
        try {
            long part = Math.min(count, chunk.capacity());
            file.segment.read(file.start, chunk.memory, chunk.base, part);
            Iovecs extents = IOVECS.get();
            extents.clear();
            extents.add(chunk.memory, chunk.base, part);
            return target.writev(extents);
        } finally {
            chunk.release();
        }
    }
}
