package io.gyre.http.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The connections of a server: those of HTTP in a list through themselves, and those that another protocol has. */
final class Connections {
    private @Nullable HttpConnection first;
    private int count;
    private final Set<Upgraded> upgraded = new LinkedHashSet<>();

    /** How many there are of each address, if that is limited. */
    private final Map<InetAddress, Integer> byClient = new HashMap<>();

    private int most = Integer.MAX_VALUE;
    private int mostPerClient = Integer.MAX_VALUE;

    /** Limits how many there may be; those there are may stay. */
    void limit(int all) {
        most = all <= 0 ? Integer.MAX_VALUE : all;
    }

    void limitPerClient(int each) {
        mostPerClient = each <= 0 ? Integer.MAX_VALUE : each;
        byClient.clear();
        if (mostPerClient < Integer.MAX_VALUE) {
            for (HttpConnection connection = first; connection != null; connection = connection.next) {
                countClient(connection.peer(), 1);
            }
            upgraded.forEach(connection -> countClient(connection.peer(), 1));
        }
    }

    /** {@return whether one more from there is too many} Who comes over a Unix socket has no address, and is not limited apart. */
    boolean isFull(@Nullable SocketAddress peer) {
        return count() >= most
                || (mostPerClient < Integer.MAX_VALUE
                        && peer instanceof InetSocketAddress client
                        && byClient.getOrDefault(client.getAddress(), 0) >= mostPerClient);
    }

    private void countClient(@Nullable SocketAddress peer, int more) {
        if (mostPerClient < Integer.MAX_VALUE && peer instanceof InetSocketAddress client) {
            byClient.merge(
                    client.getAddress(), more, (before, change) -> before + change == 0 ? null : before + change);
        }
    }

    boolean isEmpty() {
        return count() == 0;
    }

    /** {@return whether there is one of HTTP} */
    boolean isHttp() {
        return first != null;
    }

    int count() {
        return count + upgraded.size();
    }

    void add(Upgraded connection) {
        if (upgraded.add(connection)) {
            countClient(connection.peer(), 1);
        }
    }

    void remove(Upgraded connection) {
        if (upgraded.remove(connection)) {
            countClient(connection.peer(), -1);
        }
    }

    void add(HttpConnection connection) {
        connection.next = first;
        if (first != null) {
            first.previous = connection;
        }
        first = connection;
        count++;
        countClient(connection.peer(), 1);
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
        countClient(connection.peer(), -1);
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

    /** Lets each finish the request that it is at, and tells the others. */
    void drain() {
        for (HttpConnection each = first; each != null; ) {
            HttpConnection after = each.next;
            each.drain();
            each = after;
        }
        List.copyOf(upgraded).forEach(Upgraded::serverDrains);
    }

    void closeAll() {
        while (first != null) {
            first.close();
        }
        List.copyOf(upgraded).forEach(Upgraded::serverCloses);
    }
}
