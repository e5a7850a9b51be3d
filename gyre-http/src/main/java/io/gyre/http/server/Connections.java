package io.gyre.http.server;

import org.jspecify.annotations.Nullable;

/** The connections of a server, in a list through themselves. */
final class Connections {
    private @Nullable HttpConnection first;
    private int count;

    boolean isEmpty() {
        return first == null;
    }

    int count() {
        return count;
    }

    void add(HttpConnection connection) {
        connection.next = first;
        if (first != null) {
            first.previous = connection;
        }
        first = connection;
        count++;
    }

    void remove(HttpConnection connection) {
        HttpConnection before = connection.previous;
        HttpConnection after = connection.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        connection.previous = null;
        connection.next = null;
        count--;
    }

    void expire(long nowNanos) {
        for (HttpConnection each = first; each != null; ) {
            HttpConnection after = each.next;
            if (each.isOverdue(nowNanos)) {
                each.close();
            }
            each = after;
        }
    }

    void closeAll() {
        while (first != null) {
            first.close();
        }
    }
}
