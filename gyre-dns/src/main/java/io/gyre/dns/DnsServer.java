package io.gyre.dns;

import io.gyre.dns.wire.Edns;
import io.gyre.dns.wire.HeaderFlag;
import io.gyre.dns.wire.MalformedMessageException;
import io.gyre.dns.wire.Message;
import io.gyre.dns.wire.Opcode;
import io.gyre.dns.wire.ResponseCode;
import io.gyre.event.EventBase;
import io.gyre.listener.ConnectionListener;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.SocketType;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Answers queries at one port, in datagrams or over connections: {@code evdns_server_port}. Lives on a loop, where its {@link DnsHandler} is called;
 * all other methods may be called from any thread.
 *
 * <p>What is no query is dropped. What is a bad one is answered here: FORMERR unless there is exactly one question, NOTIMP to other opcodes than
 * QUERY, BADVERS to other versions of EDNS than 0.
 */
public abstract sealed class DnsServer implements AutoCloseable permits UdpDnsServer, TcpDnsServer {
    private static final int HEADER = 12;

    /** {@link HeaderFlag#QR} in the third octet. */
    private static final int QR = 0x80;

    final EventBase base;
    final DnsHandler handler;

    /** Guards what answers from other threads touch. Taken after no lock but that of a stream, and before the base's. */
    final ReentrantLock lock = new ReentrantLock();

    volatile DnsServerOptions options = DnsServerOptions.defaults();

    // Guarded by the lock.
    private int unanswered;
    boolean closing;
    private boolean closed;
    private long queries;
    private long replies;
    private long refused;
    long dropped;

    DnsServer(EventBase base, DnsHandler handler) {
        this.base = base;
        this.handler = handler;
    }

    /**
     * {@return a server on a UDP socket: {@code evdns_add_server_port_with_base}}
     *
     * @param socket bound; taken over, and closed with the server
     */
    public static DnsServer udp(EventBase base, Fd socket, DnsHandler handler) {
        return new UdpDnsServer(base, socket, handler).start();
    }

    /**
     * {@return a server on a new UDP socket}
     *
     * @param address where to listen; port 0 for any
     * @throws ErrnoException naming the address, if it is taken, foreign, or needs a privilege
     */
    public static DnsServer udp(EventBase base, InetSocketAddress address, DnsHandler handler) throws ErrnoException {
        var family = address.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
        Fd fd = new Descriptors(base.config().platform()).socket(family, SocketType.DATAGRAM);
        int rc = base.config().platform().bind(fd.number(), address);
        if (rc < 0) {
            fd.close();
            throw new ErrnoException("bind " + address, rc);
        }
        return udp(base, fd, handler);
    }

    /**
     * {@return a server on the connections of a listener: {@code evdns_add_server_port_with_listener}}
     *
     * @param listener of the same base; taken over with its callback, and closed with the server
     */
    public static DnsServer tcp(EventBase base, ConnectionListener listener, DnsHandler handler) {
        return new TcpDnsServer(base, listener, handler).start();
    }

    /**
     * {@return a server on the connections of a new listener}
     *
     * @param address where to listen; port 0 for any
     * @throws ErrnoException naming the address, if it is taken, foreign, or needs a privilege
     */
    public static DnsServer tcp(EventBase base, InetSocketAddress address, DnsHandler handler) throws ErrnoException {
        return tcp(base, ConnectionListener.bind(base, address, null), handler);
    }

    /** Sets the options: {@code evdns_server_port_set_option}. They hold for whatever comes from now on. */
    public final void options(DnsServerOptions wanted) {
        options = wanted;
    }

    /** {@return the options} */
    public final DnsServerOptions options() {
        return options;
    }

    /** {@return where the server listens, or null once it is closed} */
    public abstract @Nullable SocketAddress address();

    /** {@return what has been done so far} */
    public final DnsServerStatistics statistics() {
        lock.lock();
        try {
            return new DnsServerStatistics(queries, replies, refused, dropped, unanswered);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes no more queries, and closes the socket once those that are there are answered or dropped, and the answers sent:
     * {@code evdns_close_server_port}. Idempotent.
     */
    @Override
    public final void close() {
        lock.lock();
        try {
            if (!closing) {
                closing = true;
                stopReading();
            }
            closeIfDone();
        } finally {
            lock.unlock();
        }
    }

    /** Closes the socket at once. Requests that are not answered yet cannot be any more. Idempotent. */
    public final void closeNow() {
        lock.lock();
        try {
            unanswered = 0;
            close();
            closeSockets(true);
        } finally {
            lock.unlock();
        }
    }

    private void closeIfDone() {
        if (closing && unanswered == 0 && !closed) {
            closed = true;
            closeSockets(false);
        }
    }

    final boolean isClosed() {
        return closed;
    }

    abstract void stopReading();

    /** @param now whether what the system did not take yet is lost */
    abstract void closeSockets(boolean now);

    final int unanswered() {
        return unanswered;
    }

    /** A request was answered or dropped. With the lock held. */
    final void settled(boolean answered) {
        if (!closed) {
            unanswered--;
            replies += answered ? 1 : 0;
            dropped += answered ? 0 : 1;
            closeIfDone();
        }
    }

    /**
     * Looks at a query, and has it handled.
     *
     * @param way how to answer it
     */
    final void receive(byte[] bytes, int length, ReplyWay way) throws Exception {
        boolean answer = length < HEADER || (bytes[2] & QR) != 0;
        if (answer) {
            ignore(way);
            return;
        }
        Message query;
        try {
            query = Message.parse(bytes, 0, length);
        } catch (MalformedMessageException malformed) {
            refuse(Refusals.unreadable(bytes), way);
            return;
        }
        ResponseCode objection = objection(query);
        if (objection != null) {
            refuse(Refusals.to(query, objection), way);
            return;
        }
        handle(new DnsServerRequest(this, query, way));
    }

    private static @Nullable ResponseCode objection(Message query) {
        Edns edns = query.edns();
        if (!query.header().opcode().equals(Opcode.QUERY)) {
            return ResponseCode.NOTIMP;
        }
        if (edns != null && edns.version() != 0) {
            return ResponseCode.BADVERS;
        }
        return query.questions().size() == 1 ? null : ResponseCode.FORMERR;
    }

    private void handle(DnsServerRequest request) throws Exception {
        lock.lock();
        try {
            queries++;
            unanswered++;
        } finally {
            lock.unlock();
        }
        try {
            handler.handle(request);
        } catch (Exception | Error failure) { // Unanswered it would keep the server from closing.
            request.fail();
            throw failure;
        }
    }

    private void refuse(Message refusal, ReplyWay way) {
        lock.lock();
        try {
            refused++;
            way.send(refusal, Message.PLAIN_UDP_LENGTH);
            way.settled();
        } finally {
            lock.unlock();
        }
    }

    private void ignore(ReplyWay way) {
        lock.lock();
        try {
            dropped++;
            way.settled();
        } finally {
            lock.unlock();
        }
    }
}
