package io.gyre.dns;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The servers in the order in which they are preferred. */
final class Servers {
    private final Engine engine;
    private final List<NameServer> all = new ArrayList<>();

    /** How many of them, the first ones, are those of the system's file, to be replaced when that changes. */
    private int fromSystem;

    private int turn;
    private boolean suspended;

    Servers(Engine engine) {
        this.engine = engine;
    }

    List<InetSocketAddress> addresses() {
        return all.stream().map(server -> server.address).toList();
    }

    boolean mayAsk() {
        return !all.isEmpty() && !suspended;
    }

    boolean isSuspended() {
        return suspended;
    }

    /** {@return false if it is there already} */
    boolean add(InetSocketAddress address) {
        return insert(all.size(), address);
    }

    /** Adds one that {@link #forgetSystem} takes away, before all that were added by hand. */
    void addFromSystem(InetSocketAddress address) {
        if (insert(fromSystem, address)) {
            fromSystem++;
        }
    }

    private boolean insert(int index, InetSocketAddress address) {
        if (addresses().contains(address)) {
            return false;
        }
        all.add(index, new NameServer(engine, address));
        engine.holdLoop(true);
        return true;
    }

    void clear() {
        removeFirst(all.size());
    }

    /** Takes those away that came from the system's file. */
    void forgetSystem() {
        removeFirst(fromSystem);
    }

    private void removeFirst(int count) {
        List<NameServer> gone = all.subList(0, count);
        gone.forEach(NameServer::close);
        gone.clear();
        fromSystem = 0;
        engine.holdLoop(!all.isEmpty());
    }

    void suspend() {
        suspended = true;
    }

    void resume() {
        suspended = false;
    }

    void close() {
        all.forEach(NameServer::close);
    }

    /** A question is asked, where none was. */
    void awake() {
        all.forEach(NameServer::awake);
    }

    /** No question is asked any more. */
    void rest() {
        if (engine.rests()) {
            all.forEach(NameServer::rest);
        }
    }

    /** {@return where the next question begins} */
    int nextTurn() {
        return engine.options.rotate() ? turn++ : 0;
    }

    /**
     * {@return the server to ask next, or null if none is left: one that is up before one that is down, of these the one that this question
     * went to least often, of these the first}
     *
     * @param exchange who asks
     * @param excluded those that said no already
     * @param start with which one to begin
     */
    @Nullable
    NameServer pick(Exchange exchange, Predicate<NameServer> excluded, int start) {
        NameServer best = null;
        int bestScore = Integer.MAX_VALUE;
        for (int i = 0; i < all.size(); i++) {
            NameServer each = all.get(Math.floorMod(start + i, all.size()));
            if (!excluded.test(each)) {
                int score = exchange.timesAsked(each) + (each.isDown() ? 1000 : 0);
                if (score < bestScore) {
                    best = each;
                    bestScore = score;
                }
            }
        }
        return best;
    }
}
