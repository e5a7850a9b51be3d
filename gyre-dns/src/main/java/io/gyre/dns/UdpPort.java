package io.gyre.dns;

import io.gyre.dns.wire.Message;
import io.gyre.event.Event;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A socket that is connected to one server, at a port that the system drew at random. It is given up after some use, so that whoever wants to forge
 * replies has to find another one (RFC 5452, section 9.2).
 */
final class UdpPort extends Carrier {
    private static final int MOST_USES = 256;
    private static final long OLDEST_NANOS = 60_000_000_000L;

    /** How many replies are read before other events have their turn. */
    private static final int BATCH = 64;

    /** A header. */
    private static final int SHORTEST = 12;

    private final Fd fd;
    private final boolean lasting;
    private final long openedAt;
    private final Event readable;
    private final Event writable;
    private final Deque<Transmission> unsent = new ArrayDeque<>();
    private int uses;
    private boolean listening;
    private boolean retired;

    /** @param lasting whether the port was chosen by the user, so that there is no other one */
    UdpPort(Engine engine, Fd fd, boolean lasting) {
        super(engine);
        this.fd = fd;
        this.lasting = lasting;
        openedAt = engine.now();
        readable = engine.whenReadable(fd, this::read);
        writable = engine.whenWritable(fd, this::sendRest);
    }

    /** {@return whether it has been used enough} */
    boolean isWorn() {
        return !lasting && (uses >= MOST_USES || engine.now() - openedAt > OLDEST_NANOS);
    }

    /** Sends, at once or as soon as it can. */
    void send(Transmission transmission) throws IOException {
        register(transmission);
        uses++;
        listen(true);
        try {
            if (!unsent.isEmpty() || !engine.wire.send(fd, transmission.message())) {
                unsent.add(transmission);
                writable.add();
            }
        } catch (IOException failed) {
            transmission.forget();
            throw failed;
        }
        engine.counters.sentByUdp++;
    }

    private void sendRest() {
        if (retired && isIdle()) {
            return;
        }
        while (!unsent.isEmpty()) {
            Transmission next = unsent.peek();
            try {
                if (next.carrier != null && !engine.wire.send(fd, next.message())) {
                    writable.add();
                    return;
                }
                unsent.remove();
            } catch (IOException failed) {
                unsent.remove();
                broken(failed);
            }
        }
    }

    private void listen(boolean on) {
        if (on != listening) {
            listening = on;
            if (on) {
                readable.add();
            } else {
                readable.removeWithoutWaiting();
            }
        }
    }

    private void read() {
        for (int i = 0; i < BATCH && listening; i++) {
            try {
                int length = engine.wire.receive(fd);
                if (length == Fd.WOULD_BLOCK) {
                    return;
                }
                take(length);
            } catch (IOException failed) {
                broken(failed);
                return;
            }
        }
    }

    private void take(int length) {
        Transmission asked = length < SHORTEST ? null : waitingFor(engine.wire.id());
        if (asked == null) {
            engine.counters.unexpected++;
            return;
        }
        Message reply = engine.wire.read(asked, length, engine.counters);
        if (reply != null) {
            engine.counters.replies++;
            asked.forget();
            asked.asker.replied(asked, reply);
        }
    }

    /** The system knows that nobody is there, as a rule: ECONNREFUSED. */
    private void broken(IOException failure) {
        breakAll(failure instanceof ErrnoException known ? known.errnoName() : String.valueOf(failure.getMessage()));
    }

    @Override
    void idle() {
        listen(false);
        if (retired) {
            close();
        }
    }

    /** Closes it once nobody waits on it. */
    void retire() {
        retired = true;
        if (isIdle()) {
            close();
        }
    }

    void close() {
        retired = true;
        listening = false;
        readable.removeWithoutWaiting();
        writable.removeWithoutWaiting();
        fd.close();
    }
}
