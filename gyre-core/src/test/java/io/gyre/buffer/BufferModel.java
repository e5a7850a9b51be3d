package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Queue;

/** A buffer, and beside it a plain array that must hold the same bytes. */
final class BufferModel {
    /** Content of this length is compared after each operation, longer content now and then. */
    private static final int SHORT = 128;

    private static final int NOW_AND_THEN = 64;

    final EvBuffer buffer;
    final CallbackEntry callback;
    private final boolean isDeferred;
    private byte[] content = new byte[64];
    private int start;
    private int end;
    private boolean frontFrozen;
    private boolean backFrozen;
    private boolean closed;

    /** The length as the callbacks have it. */
    private long told;

    private int checks;

    BufferModel(BufferPool pool, boolean isDeferred, Queue<Runnable> deferred) {
        this.isDeferred = isDeferred;
        buffer = new EvBuffer(pool);
        callback = buffer.addCallback(this::onChange);
        if (isDeferred) {
            buffer.deferCallbacks(deferred::add);
        }
    }

    private void onChange(EvBuffer changed, BufferChange change) {
        if (!closed) {
            assertEquals(told, change.originalLength(), "the length before the change");
            told += change.added() - change.deleted();
            assertEquals(changed.length(), told, "the length after the change");
        }
    }

    boolean isDeferred() {
        return isDeferred;
    }

    void enableCallback(boolean enable) {
        callback.enabled(enable);
        told = length();
    }

    int length() {
        return end - start;
    }

    byte at(int offset) {
        return content[start + offset];
    }

    byte[] bytes() {
        return bytes(0, length());
    }

    byte[] bytes(int offset, int count) {
        return Arrays.copyOfRange(content, start + offset, start + offset + count);
    }

    void add(byte[] bytes) {
        if (content.length - end < bytes.length) {
            resize(0, bytes.length);
        }
        System.arraycopy(bytes, 0, content, end, bytes.length);
        end += bytes.length;
    }

    void prepend(byte[] bytes) {
        if (start < bytes.length) {
            resize(bytes.length, 0);
        }
        start -= bytes.length;
        System.arraycopy(bytes, 0, content, start, bytes.length);
    }

    private void resize(int front, int back) {
        int length = length();
        var larger = new byte[front + 2 * length + back + 64];
        System.arraycopy(content, start, larger, front, length);
        content = larger;
        start = front;
        end = front + length;
    }

    byte[] take(int count) {
        byte[] taken = bytes(0, count);
        start += count;
        return taken;
    }

    boolean isFrontFrozen() {
        return frontFrozen;
    }

    boolean isBackFrozen() {
        return backFrozen;
    }

    /** {@return whether bytes may be looked at or taken, which is always so if there are none} */
    boolean refusesTaking() {
        return frontFrozen && length() > 0;
    }

    void freeze(BufferEnd which, boolean frozen) {
        if (frozen) {
            buffer.freeze(which);
        } else {
            buffer.unfreeze(which);
        }
        switch (which) {
            case FRONT -> frontFrozen = frozen;
            case BACK -> backFrozen = frozen;
        }
    }

    /** An action on buffers. */
    interface Action {
        void run() throws IOException;
    }

    /** {@return whether the action succeeded, which it must unless something is frozen} */
    static boolean succeeds(boolean frozen, Action action) throws IOException {
        if (frozen) {
            assertThrows(FrozenBufferException.class, action::run);
        } else {
            action.run();
        }
        return !frozen;
    }

    void check() {
        if (closed) {
            return;
        }
        checks++;
        assertEquals(length(), buffer.chain.length, "the length");
        if (callback.enabled() && !isDeferred) {
            assertEquals(length(), told, "the length as the callbacks have it");
        }
        if (length() <= SHORT || checks % NOW_AND_THEN == 0) {
            checkContent();
        }
    }

    void checkContent() {
        ChainCheck.check(buffer.chain);
        var actual = new byte[length()];
        buffer.chain.copyOut(0, MemorySegment.ofArray(actual), 0, actual.length);
        if (Arrays.mismatch(content, start, end, actual, 0, actual.length) >= 0) {
            assertArrayEquals(bytes(), actual, "the content");
        }
    }

    void checkTold() {
        if (callback.enabled()) {
            assertEquals(length(), told, "the length as the deferred callbacks have it");
        }
    }

    void close() {
        checkContent();
        closed = true;
        buffer.close();
        buffer.close();
        assertEquals(0, buffer.length());
        assertThrows(IllegalStateException.class, () -> buffer.addByte(0));
        assertThrows(IllegalStateException.class, () -> buffer.drain(0));
    }
}
