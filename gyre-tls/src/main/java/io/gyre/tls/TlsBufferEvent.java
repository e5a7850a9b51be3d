package io.gyre.tls;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.FlushMode;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.EventMask;
import io.gyre.tls.TlsState.Step;
import java.io.IOException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A bufferevent that encrypts what it writes and decrypts what it reads, on top of any other one:
 * {@code bufferevent_openssl_filter_new}, and with a socket below {@code bufferevent_openssl_socket_new}.
 *
 * <p>The outcome {@link Outcome.Connected} says that the handshake is done, and {@link #handshake()} what it has agreed upon. If it fails,
 * the outcome is an {@link Outcome.Failed} without a direction. What is written before waits. A handshake is held while both
 * directions are disabled. It is told of once: not again after a renegotiation.
 *
 * <p>The end that the peer has announced with {@code close_notify} is an {@link Outcome.Eof}. If the transport ends without it, that is
 * {@link Outcome.Failed} with a {@link TruncationException}, unless {@link #allowDirtyShutdown(boolean)} says otherwise.
 * {@link #shutdownWriting} sends {@code close_notify} after all that was written, and then ends the transport's writing half.
 * {@link #close} sends nothing.
 *
 * <p>Marks count plain text and rate limits count what goes over the wire, with all that TLS adds to it. A handshake is counted and not
 * held back. {@code onWritable} comes when the records have left the one below, so that one may close then.
 */
public final class TlsBufferEvent extends TlsWriting {
    private boolean begun;

    private TlsBufferEvent(
            BufferEvent below, SSLEngine engine, TlsState state, TlsSettings settings, BufferEventOption... options) {
        super(below, engine, state, settings, options);
    }

    /**
     * {@return TLS on top of {@code below}, with the usual settings} As the other {@code of}.
     *
     * @param below enabled both ways from now on; closed with this if the option CLOSE_ON_FREE is given
     * @param engine of no other bufferevent; with CLOSE_ON_FREE it is closed with this
     * @param state CONNECTING for a client, ACCEPTING for a server, OPEN if the handshake is done
     */
    public static TlsBufferEvent of(BufferEvent below, SSLEngine engine, TlsState state, BufferEventOption... options) {
        return of(below, engine, state, TlsSettings.DEFAULT, options);
    }

    /**
     * {@return TLS on top of {@code below}: {@code bufferevent_openssl_filter_new}} The handshake begins in the loop, and as soon as the
     * one below is connected. If this is THREADSAFE then so must {@code below} be.
     *
     * @param below enabled both ways from now on; closed with this if the option CLOSE_ON_FREE is given
     * @param engine of no other bufferevent, and set up as client or server as {@code state} says; with CLOSE_ON_FREE it is closed
     *     with this
     * @param state CONNECTING for a client, ACCEPTING for a server, OPEN if the handshake is done
     * @param settings how it behaves
     * @throws IllegalArgumentException if the state is another one
     */
    public static TlsBufferEvent of(
            BufferEvent below, SSLEngine engine, TlsState state, TlsSettings settings, BufferEventOption... options) {
        switch (state) {
            case CONNECTING -> engine.setUseClientMode(true);
            case ACCEPTING -> engine.setUseClientMode(false);
            case OPEN -> {}
            default ->
                throw new IllegalArgumentException(
                        "a TLS connection cannot begin as " + state + ": use CONNECTING, ACCEPTING or OPEN");
        }
        var made = new TlsBufferEvent(below, engine, state, settings, options);
        made.start();
        return made;
    }

    private void start() {
        if (state == TlsState.OPEN) {
            handshake = TlsHandshake.of(engine);
        }
        // So that each write of the one below is heard of, whatever it leaves.
        below.watermarks(
                Direction.WRITING,
                new Watermarks(
                        Long.MAX_VALUE, below.watermarks(Direction.WRITING).high()));
        takeOver(new Below());
        boolean waitsForSocket = below instanceof SocketBufferEvent && below.fd() == null;
        if (!waitsForSocket) {
            watchHandshake();
        }
        callOnLoop();
    }

    /** {@return the engine: {@code bufferevent_openssl_get_ssl}} It must not be used to wrap or unwrap. */
    public SSLEngine engine() {
        return engine;
    }

    /** {@return how far the connection has come} */
    public TlsState state() {
        return state;
    }

    /** {@return what the last handshake has agreed upon, or null before it is done} */
    public @Nullable TlsHandshake handshake() {
        return handshake;
    }

    /** {@return the oldest error that was not asked for yet, or null: {@code bufferevent_get_openssl_error}} Eight are kept. */
    public @Nullable SSLException pollError() {
        return errors.poll();
    }

    /** {@return whether an end without {@code close_notify} is an end: {@code bufferevent_openssl_get_allow_dirty_shutdown}} */
    public boolean allowDirtyShutdown() {
        return dirtyShutdown;
    }

    /**
     * Sets whether an end without {@code close_notify} is an {@link Outcome.Eof}: {@code bufferevent_openssl_set_allow_dirty_shutdown}.
     * Only where what is sent says by itself how long it is, as HTTP does in most cases; by default it is a failure.
     */
    public void allowDirtyShutdown(boolean allow) {
        dirtyShutdown = allow;
    }

    /** {@return whether the transport ended without {@code close_notify}} That holds whether or not it is allowed. */
    public boolean isTruncated() {
        return truncated;
    }

    /**
     * Begins a handshake anew: {@code bufferevent_ssl_renegotiate}. With TLS 1.3, which has none, new keys are made. There is no
     * outcome when it is done, but {@link #handshake()} changes.
     *
     * @throws IllegalStateException if the connection is not open
     * @throws SSLException if the engine refuses
     */
    public void renegotiate() throws SSLException {
        lock();
        try {
            if (isClosed() || state != TlsState.OPEN) {
                throw new IllegalStateException(
                        "only an open TLS connection can be renegotiated, and this is " + state);
            }
            engine.beginHandshake();
            if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
                throw new SSLException("the engine makes neither a second handshake nor new keys");
            }
            watch.renegotiate();
            callOnLoop();
        } catch (UnsupportedOperationException refused) {
            throw new SSLException("the engine makes no second handshake", refused);
        } finally {
            unlock();
        }
    }

    private final class Below implements BufferEventCallbacks {
        @Override
        public void onReadable(BufferEvent same) {
            underLock(TlsBufferEvent.this::pump);
        }

        @Override
        public void onWritable(BufferEvent same) {
            underLock(TlsBufferEvent.this::written);
        }

        @Override
        public void onOutcome(BufferEvent same, Outcome outcome) {
            underLock(() -> belowTold(outcome));
        }
    }

    private void belowTold(Outcome outcome) {
        switch (outcome) {
            case Outcome.Connected _ -> {
                watchHandshake();
                pump();
            }
            case Outcome.Eof _ -> {
                transportEnded = true;
                pump();
            }
            case Outcome.Timeout(var direction) -> {
                if (wants(direction)) {
                    failed(direction, outcome);
                }
            }
            case Outcome.Failed(var direction, var cause) -> transportFailed(direction, cause);
        }
    }

    private void watchHandshake() {
        if (state.isHandshaking()) {
            watch.start();
        }
    }

    /** What came before is told first. What happens after both have said goodbye does not matter. */
    private void transportFailed(@Nullable Direction direction, IOException cause) {
        pump();
        if (isClosed() || state == TlsState.CLOSED || state == TlsState.FAILED) {
            return;
        }
        watch.stop();
        truncated |= direction != Direction.WRITING;
        if (direction == null || state.isHandshaking()) {
            state = state.after(Step.BROKEN);
            outcome(new Outcome.Failed(null, cause));
            return;
        }
        if (direction == Direction.READING) {
            state = state.after(Step.BROKEN);
        }
        failed(direction, new Outcome.Failed(direction, cause));
    }

    /** The one below has written something. */
    private void written() {
        if (pumping || isClosed()) {
            return;
        }
        if (output().isEmpty()) {
            endIfWritten();
            tellWritten();
        } else {
            pump(); // There is room below again.
        }
        if (!isClosed()
                && !output().isEmpty()
                && enabled().contains(EventMask.WRITE)
                && timeout(Direction.WRITING) != null) {
            enable(EventMask.WRITE); // Starts the timeout anew, for bytes have moved.
        }
    }

    @Override
    protected void transfer(Direction direction, boolean on) {
        kick();
    }

    @Override
    protected void outputAdded() {
        kick();
    }

    @Override
    protected void onLoop() {
        tellWaitingFailure();
        pump();
    }

    /** Does all that can be done now. What is told meanwhile may lead here again, and is then left to the call further up. */
    @Override
    void pump() {
        if (pumping || isClosed()) {
            return;
        }
        pumping = true;
        try {
            codec.refresh();
            boolean more = true;
            while (more && isRunning()) {
                more = turn();
            }
        } catch (SSLException broken) {
            fail(broken);
        } finally {
            pumping = false;
        }
        if (!isClosed()) {
            readBelow(wantsBelow());
            endIfWritten();
            tellWritten();
        }
    }

    /** {@return whether something was done} */
    private boolean turn() throws SSLException {
        return switch (codec.status()) {
            case NEED_TASK -> {
                if (!state.isHandshaking()) {
                    watch.count();
                }
                tasks.start(engine);
                yield false;
            }
            case NEED_WRAP -> mayHandshake() && sendHandshake();
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> mayHandshake() && receive();
            case FINISHED, NOT_HANDSHAKING -> (state.isHandshaking() && !begun) ? begin() : exchange();
        };
    }

    private boolean begin() throws SSLException {
        if (!mayHandshake()) {
            return false;
        }
        begun = true;
        engine.beginHandshake();
        codec.refresh();
        return true;
    }

    private boolean exchange() throws SSLException {
        boolean came = receive();
        if (!isRunning()) {
            return false;
        }
        if (state == TlsState.CLOSED && wants(Direction.WRITING) && !output().isEmpty()) {
            cannotSend();
            return false;
        }
        return send() || came;
    }

    /** Encrypts and decrypts what it can, and flushes the one below. */
    @Override
    public boolean flush(EventMask directions, FlushMode mode) {
        lock();
        try {
            long before = below.input().length() + output().length();
            pump();
            if (isClosed()) {
                return true;
            }
            below.flush(directions, mode);
            return below.input().length() + output().length() != before;
        } finally {
            unlock();
        }
    }

    @Override
    protected void closeTransport() {
        watch.stop();
        spill.close();
        closeEngine();
        letGo();
    }
}
