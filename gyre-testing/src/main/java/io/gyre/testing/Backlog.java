package io.gyre.testing;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Connections that wait to be accepted, and attempts that wait for room among them. Guarded by the platform's lock. */
final class Backlog {
    private final Queue<StreamSocket> established = new ArrayDeque<>();
    private final Queue<StreamSocket> attempts = new ArrayDeque<>();
    private int most;

    Backlog(int most) {
        resize(most);
    }

    /** Linux lets one more in than it was told. */
    void resize(int wanted) {
        most = Math.max(0, wanted) + 1;
    }

    boolean isEmpty() {
        return established.isEmpty();
    }

    boolean isFull() {
        return established.size() >= most;
    }

    void add(StreamSocket connection) {
        established.add(connection);
    }

    void addAttempt(StreamSocket caller) {
        attempts.add(caller);
    }

    void removeAttempt(StreamSocket caller) {
        attempts.remove(caller);
    }

    @Nullable
    StreamSocket poll() {
        return established.poll();
    }

    @Nullable
    StreamSocket pollAttempt() {
        return attempts.poll();
    }

    int size() {
        return established.size();
    }
}
