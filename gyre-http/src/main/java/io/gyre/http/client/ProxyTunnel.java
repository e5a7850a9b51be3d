package io.gyre.http.client;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.http.wire.Head;
import io.gyre.http.wire.HeadPool;
import io.gyre.http.wire.MessageParser;
import io.gyre.http.wire.MessageSink;
import io.gyre.http.wire.MessageWriter;
import io.gyre.http.wire.ParserLimits;
import io.gyre.http.wire.Refusal;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks a proxy for a connection to a server: CONNECT, RFC 9110, section 9.3.6. Ends once, unless it is closed before. */
final class ProxyTunnel implements BufferEventCallbacks, MessageSink, AutoCloseable {
    /** Learns how it went. */
    interface Ending {
        /** The socket reaches the server now, and belongs to the one who is told. */
        void open(ProxyTunnel tunnel, SocketBufferEvent through);

        /** There is no way. The socket is closed. */
        void refused(ProxyTunnel tunnel, RequestError error, @Nullable IOException cause);
    }

    private final SocketBufferEvent socket;
    private final Proxy proxy;
    private final String authority;
    private final MessageWriter writer;
    private final HeadPool heads;
    private final MessageParser parser;
    private final Patience patience;
    private final Ending ending;
    private boolean over;
    private int status;

    ProxyTunnel(
            EventBase base,
            SocketBufferEvent socket,
            Proxy proxy,
            String authority,
            HeadPool heads,
            MessageWriter writer,
            Ending ending) {
        this.socket = socket;
        this.proxy = proxy;
        this.authority = authority;
        this.heads = heads;
        this.writer = writer;
        this.ending = ending;
        parser = MessageParser.responses(ParserLimits.DEFAULT.withContent(0), heads, this);
        parser.answersHead(true); // What follows is the server's.
        patience = new Patience(base, "http proxy", () -> fail(RequestError.TIMEOUT, null));
    }

    void await(Duration limit) {
        socket.callbacks(this);
        patience.start(limit);
    }

    private void ask() {
        writer.request("CONNECT", authority).field("Host", authority);
        if (proxy.authorization() != null) {
            writer.field("Proxy-Authorization", proxy.authorization());
        }
        writer.end(socket.output());
        socket.enable(EventMask.READ);
    }

    @Override
    public void onReadable(BufferEvent from) {
        parser.parse(from.input());
    }

    @Override
    public void onOutcome(BufferEvent on, Outcome outcome) {
        switch (outcome) {
            case Outcome.Connected() -> ask();
            case Outcome.Eof _ ->
                fail(
                        RequestError.PROXY,
                        new IOException("the proxy " + proxy + " closed the connection without an answer"));
            case Outcome.Timeout _ -> fail(RequestError.TIMEOUT, null);
            case Outcome.Failed failed -> fail(RequestError.BUFFER_ERROR, failed.cause());
        }
    }

    @Override
    public void onHead(Head head) {
        status = head.status();
        if (status >= 300 || status == 101) {
            fail(
                    RequestError.PROXY,
                    new IOException("the proxy " + proxy + " does not connect to " + authority + ": it answered "
                            + status + " " + head.reason()));
        } else if (status >= 200 && !socket.input().isEmpty()) {
            fail(RequestError.PROXY, new IOException("the proxy " + proxy + " sent something in place of the server"));
        }
    }

    @Override
    public long onContent(EvBuffer in, long available) {
        return available;
    }

    @Override
    public void onEnd(Head head) {
        heads.give(head);
        if (status >= 200 && !over) {
            over = true;
            patience.close();
            parser.close();
            socket.disable(EventMask.READ);
            socket.callbacks(null);
            ending.open(this, socket);
        }
    }

    @Override
    public void onRefused(Refusal why, Head head) {
        fail(RequestError.PROXY, new IOException("the answer of the proxy " + proxy + " is refused: " + why));
    }

    private void fail(RequestError error, @Nullable IOException cause) {
        if (!over) {
            close();
            ending.refused(this, error, cause);
        }
    }

    /** Gives up, without a word. */
    @Override
    public void close() {
        if (!over) {
            over = true;
            patience.close();
            parser.close();
            socket.close();
        }
    }
}
