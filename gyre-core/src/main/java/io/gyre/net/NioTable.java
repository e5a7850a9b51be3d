package io.gyre.net;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The numbers in use: the smallest free one is given next, as POSIX promises. Looking one up takes no lock. */
final class NioTable {
    /** Below are the standard streams. */
    static final int FIRST = 3;

    private final BitSet used = new BitSet();

    /** Below it every number from {@link #FIRST} on is in use. */
    private int lowestFree = FIRST;

    private volatile AtomicReferenceArray<@Nullable NioFile> files = new AtomicReferenceArray<>(64);

    @Nullable
    NioFile find(int number) {
        AtomicReferenceArray<@Nullable NioFile> now = files;
        return number >= 0 && number < now.length() ? now.get(number) : null;
    }

    synchronized int add(NioFile file) {
        int number = used.nextClearBit(lowestFree);
        lowestFree = number + 1;
        put(number, file);
        return number;
    }

    /** Gives {@code number} to {@code file}, whoever had it. */
    synchronized void put(int number, NioFile file) {
        if (number >= files.length()) {
            grow();
        }
        used.set(number);
        files.set(number, file);
    }

    /** {@return what the number stood for, or null if it was free} */
    synchronized @Nullable NioFile remove(int number) {
        NioFile file = find(number);
        if (file != null) {
            files.set(number, null);
            used.clear(number);
            lowestFree = number < FIRST ? lowestFree : Math.min(lowestFree, number);
        }
        return file;
    }

    synchronized int size() {
        return used.cardinality();
    }

    private void grow() {
        var grown = new AtomicReferenceArray<@Nullable NioFile>(files.length() * 2);
        for (int i = 0; i < files.length(); i++) {
            grown.set(i, files.get(i));
        }
        files = grown;
    }
}
