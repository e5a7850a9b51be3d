package io.gyre.http.websocket;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.http.Headers;
import io.gyre.http.Status;
import io.gyre.http.wire.Head;
import io.gyre.http.wire.HeadPool;
import io.gyre.http.wire.MessageParser;
import io.gyre.http.wire.MessageSink;
import io.gyre.http.wire.MessageWriter;
import io.gyre.http.wire.ParserLimits;
import io.gyre.http.wire.Refusal;
import io.gyre.net.HostResolver;
import io.gyre.net.SecureRng;
import java.io.EOFException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens one WebSocket as a client: RFC 6455, section 4.1. libevent has no client. Redirects are not followed: they are a
 * {@link HandshakeFailure.Refused} with a Location. For the loop's thread.
 */
public final class WebSocketClient implements AutoCloseable {
    private static final int MOST_INTERIM = 16;

    private final BufferEvent transport;
    private final WebSocketSettings settings;
    private final WebSocketOpening callback;
    private final MessageParser parser;
    private final String key;
    private final Event deadline;
    private int interim;
    private boolean over;

    private WebSocketClient(
            BufferEvent transport, WebSocketRequest request, WebSocketSettings settings, WebSocketOpening callback) {
        this.transport = transport;
        this.settings = settings;
        this.callback = callback;
        key = newKey();
        parser = MessageParser.responses(ParserLimits.DEFAULT, new HeadPool(), new Answers());
        deadline = transport
                .base()
                .timer((_, _) -> fail(new HandshakeFailure.TimedOut()))
                .name("websocket handshake");
        deadline.add(settings.timeouts().handshake());
        transport.callbacks(new Bytes());
        transport.enable(EventMask.READ);
        write(request);
    }

    /**
     * Connects to a host, and opens a WebSocket there.
     *
     * @param resolver finds its addresses, which are tried as RFC 8305 says
     * @return what gives up when it is closed
     * @throws IllegalArgumentException if the request wants TLS: see {@link #over}
     */
    public static WebSocketClient connect(
            EventBase base,
            WebSocketRequest request,
            HostResolver resolver,
            WebSocketSettings settings,
            WebSocketOpening callback) {
        if (request.secure()) {
            throw new IllegalArgumentException("a wss: URI needs TLS: make a TLS bufferevent, and use over");
        }
        var transport = SocketBufferEvent.unconnected(base, BufferEventOption.CLOSE_ON_FREE);
        var client = new WebSocketClient(transport, request, settings, callback);
        try {
            transport.connect(request.host(), request.port(), resolver);
        } catch (RuntimeException thrown) { // By a resolver that is closed, for example.
            client.close();
            throw thrown;
        }
        return client;
    }

    /**
     * Opens a WebSocket over any transport, such as one of TLS, a Unix socket or a proxy's.
     *
     * @param transport connected, or about to be; taken over
     * @return what gives up when it is closed
     */
    public static WebSocketClient over(
            BufferEvent transport, WebSocketRequest request, WebSocketSettings settings, WebSocketOpening callback) {
        return new WebSocketClient(transport, request, settings, callback);
    }

    private static String newKey() {
        var bytes = new byte[Handshake.KEY_BYTES];
        new SecureRng().fill(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private void write(WebSocketRequest request) {
        var writer = new MessageWriter().request("GET", request.target());
        if (!request.headers().contains("Host")) {
            writer.field("Host", request.authority());
        }
        writer.field("Upgrade", "websocket")
                .field("Connection", "Upgrade")
                .field(Handshake.KEY_FIELD, key)
                .field(Handshake.VERSION_FIELD, Handshake.VERSION);
        if (!settings.protocols().isEmpty()) {
            writer.field(Handshake.PROTOCOL_FIELD, String.join(", ", settings.protocols()));
        }
        PerMessageDeflate deflate = settings.deflate();
        if (deflate != null) {
            writer.field(Handshake.EXTENSIONS_FIELD, DeflateAgreement.offer(deflate));
        }
        request.headers().forEach(writer::field);
        writer.end(transport.output());
    }

    // The answer.

    private void onAnswer(Head head) {
        HandshakeFailure why = flaw(head);
        if (why != null) {
            fail(why);
            return;
        }
        List<String> extensions = all(head, Handshake.EXTENSIONS_FIELD);
        DeflateAgreement agreed = extensions.isEmpty() ? null : agreement(extensions);
        if (agreed == null && !extensions.isEmpty()) {
            fail(new HandshakeFailure.BadExtension(String.join(", ", extensions)));
            return;
        }
        List<String> protocols = Handshake.elements(all(head, Handshake.PROTOCOL_FIELD));
        if (protocols.size() > 1 || !settings.protocols().containsAll(protocols)) {
            fail(new HandshakeFailure.BadProtocol(String.join(", ", protocols)));
        } else {
            open(protocols.isEmpty() ? null : protocols.getFirst(), agreed);
        }
    }

    private @Nullable HandshakeFailure flaw(Head head) {
        if (head.status() != Status.SWITCHING_PROTOCOLS) {
            var headers = new Headers();
            head.forEach(headers::add);
            return new HandshakeFailure.Refused(head.status(), headers);
        }
        if (head.minorVersion() < 1 || !head.lists("Upgrade", "websocket") || !head.lists("Connection", "upgrade")) {
            return new HandshakeFailure.NotWebSocket("the answer 101 is no upgrade to WebSocket");
        }
        List<String> accepts = all(head, Handshake.ACCEPT_FIELD);
        if (!accepts.equals(List.of(Handshake.accept(key)))) {
            return new HandshakeFailure.BadAccept(accepts.size() == 1 ? accepts.getFirst() : null);
        }
        return null;
    }

    /** {@return what the server's extensions mean, or null if they are not what was offered} */
    private @Nullable DeflateAgreement agreement(List<String> fields) {
        PerMessageDeflate deflate = settings.deflate();
        List<ExtensionOffer> extensions = ExtensionOffer.parse(fields);
        if (deflate == null || extensions == null || extensions.size() != 1) {
            return null;
        }
        return DeflateAgreement.accept(deflate, extensions.getFirst());
    }

    private static List<String> all(Head head, String name) {
        List<String> found = new ArrayList<>();
        for (int at = head.indexOf(name, 0); at >= 0; at = head.indexOf(name, at + 1)) {
            found.add(head.value(at));
        }
        return found;
    }

    // The end.

    private void open(@Nullable String protocol, @Nullable DeflateAgreement agreed) {
        finish();
        transport.callbacks(null);
        var socket = new WebSocket(transport, true, settings, protocol, agreed);
        try {
            socket.start(callback.onOpen(socket), null);
        } catch (RuntimeException | Error thrown) { // Nobody else has it.
            socket.close();
            throw thrown;
        }
    }

    private void fail(HandshakeFailure why) {
        if (!over) {
            close();
            callback.onFailure(why);
        }
    }

    private void finish() {
        over = true;
        deadline.close();
        parser.close();
    }

    /** Gives up, without a callback. Nothing happens if the WebSocket is open, or failed to. Idempotent. */
    @Override
    public void close() {
        if (!over) {
            finish();
            transport.close();
        }
    }

    /** What the transport tells. */
    private final class Bytes implements BufferEventCallbacks {
        @Override
        public void onReadable(BufferEvent from) {
            parser.parse(from.input());
        }

        @Override
        public void onOutcome(BufferEvent on, Outcome outcome) {
            switch (outcome) {
                case Outcome.Connected() -> {}
                case Outcome.Eof _ ->
                    fail(new HandshakeFailure.Unconnected(
                            new EOFException("the server ended the connection before it answered")));
                case Outcome.Timeout _ -> fail(new HandshakeFailure.TimedOut());
                case Outcome.Failed failed -> fail(new HandshakeFailure.Unconnected(failed.cause()));
            }
        }
    }

    /** What the parser finds. */
    private final class Answers implements MessageSink {
        @Override
        public void onHead(Head head) {
            boolean isInterim = head.status() < 200 && head.status() != Status.SWITCHING_PROTOCOLS;
            interim += isInterim ? 1 : 0;
            if (!isInterim) {
                onAnswer(head);
            } else if (interim > MOST_INTERIM) {
                fail(new HandshakeFailure.NotWebSocket("the server sends interim responses without end"));
            }
        }

        @Override
        public long onContent(EvBuffer in, long available) {
            return in.drain(available);
        }

        @Override
        public void onEnd(Head head) {}

        @Override
        public void onRefused(Refusal why, Head head) {
            fail(new HandshakeFailure.NotWebSocket("the answer is no response of HTTP/1.1: " + why));
        }
    }
}
