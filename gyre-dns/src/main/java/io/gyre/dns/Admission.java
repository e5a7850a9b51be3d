package io.gyre.dns;

import java.util.List;

/** Lets so many questions be asked at a time, and the others wait in line. */
final class Admission {
    private final Engine engine;
    private final Roll<Exchange> waiting = new Roll<>();
    private final Roll<Exchange> asking = new Roll<>();
    private boolean pumping;

    Admission(Engine engine) {
        this.engine = engine;
    }

    int inflight() {
        return asking.size();
    }

    int waiting() {
        return waiting.size();
    }

    boolean isIdle() {
        return asking.isEmpty() && waiting.isEmpty();
    }

    /** {@return false if too many wait already} */
    boolean enter(Exchange exchange) {
        if (waiting.size() >= engine.options.maxWaiting() && !hasRoom()) {
            return false;
        }
        boolean first = isIdle();
        waiting.addLast(exchange);
        if (first) {
            engine.servers.awake();
        }
        pump();
        return true;
    }

    void leave(Exchange exchange) {
        if (asking.remove(exchange)) {
            pump();
        } else {
            waiting.remove(exchange);
        }
        if (isIdle()) {
            engine.servers.rest();
        }
    }

    /** {@return those that are asked now, which wait again from now on, before all others} */
    List<Exchange> recall() {
        List<Exchange> recalled = asking.toList();
        recalled.forEach(asking::remove);
        recalled.reversed().forEach(waiting::addFirst);
        return recalled;
    }

    private boolean hasRoom() {
        return engine.servers.mayAsk() && asking.size() < engine.options.maxInflight();
    }

    /** Has those asked whose turn it is. What ends at once leaves room for more, hence the loop, and no recursion. */
    void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (!engine.closed && hasRoom()) {
                Exchange next = waiting.poll();
                if (next == null) {
                    return;
                }
                asking.addLast(next);
                next.ask();
            }
        } finally {
            pumping = false;
        }
    }
}
