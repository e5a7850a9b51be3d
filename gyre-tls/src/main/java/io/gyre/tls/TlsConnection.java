package io.gyre.tls;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.LayeredBufferEvent;
import io.gyre.bufferevent.Outcome;
import io.gyre.event.EventMask;
import io.gyre.tls.TlsState.Step;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What both directions of a TLS connection share: how far it has come, and how it breaks. */
abstract sealed class TlsConnection extends LayeredBufferEvent permits TlsReading {
    final BufferEvent below;
    final SSLEngine engine;
    final Codec codec;
    final Tasks tasks;
    final HandshakeWatch watch;
    final Errors errors = new Errors();

    TlsState state;

    @Nullable
    TlsHandshake handshake;

    /** What is to be told from the loop. */
    private @Nullable Outcome failure;

    /** Whether the transport ended without a word. */
    boolean truncated;

    boolean pumping;

    /** Whether there was more to do while pumping. */
    boolean kicked;

    TlsConnection(
            BufferEvent below, SSLEngine engine, TlsState state, TlsSettings settings, BufferEventOption... options) {
        super(below, options);
        this.below = below;
        this.engine = engine;
        this.state = state;
        codec = new Codec(engine);
        tasks = new Tasks(base(), settings.tasks(), this::tasksDone);
        watch = new HandshakeWatch(base(), settings, () -> underLock(this::handshakeTimedOut));
    }

    /** Does all that can be done now. */
    abstract void pump();

    final void underLock(Runnable action) {
        lock();
        try {
            action.run();
        } finally {
            unlock();
        }
    }

    final void kick() {
        if (pumping) {
            kicked = true;
        } else if (!isClosed()) {
            callOnLoop();
        }
    }

    final boolean isRunning() {
        return !isClosed() && state != TlsState.FAILED && !tasks.running();
    }

    final boolean mayHandshake() {
        return !state.isHandshaking() || !enabled().isEmpty();
    }

    /** {@return whether the engine wants something else before the next record} */
    final boolean isBusy() {
        HandshakeStatus status = codec.status();
        return status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP;
    }

    private void tasksDone(@Nullable Throwable broken) {
        underLock(() -> {
            if (isClosed()) {
                closeEngine(); // It could not be closed while it computed.
                return;
            }
            if (broken != null) {
                fail(new SSLException("the engine failed while computing", broken));
            }
            pump();
        });
    }

    /** Unless it is the user's, or computes, which {@link #tasksDone} waits for. */
    final void closeEngine() {
        if (options().contains(BufferEventOption.CLOSE_ON_FREE) && !tasks.running()) {
            codec.close();
        }
    }

    final void handshaken() {
        boolean first = state.isHandshaking();
        state = state.after(Step.HANDSHAKEN);
        watch.done();
        handshake = TlsHandshake.of(engine);
        if (first) {
            outcome(new Outcome.Connected());
        }
    }

    private void handshakeTimedOut() {
        fail(watch.late());
    }

    /** Sends the alert that the engine has for it. It is told once that has had its chance to go, for the user may close then. */
    final void fail(SSLException cause) {
        if (isClosed() || state == TlsState.FAILED) {
            return;
        }
        errors.add(cause);
        watch.stop();
        boolean never = state.isHandshaking();
        if (!tasks.running()) {
            engine.closeOutbound();
            sendAlerts();
        }
        state = state.after(Step.BROKEN);
        failure = new Outcome.Failed(never ? null : Direction.READING, cause);
        readBelow(false);
        callOnLoop();
    }

    /** Tells a failure that waited for its alert to go. */
    final void tellWaitingFailure() {
        Outcome told = failure;
        if (told != null && !isClosed()) {
            failure = null;
            tellFailure(told);
        }
    }

    final void tellFailure(Outcome told) {
        if (enabled().contains(EventMask.WRITE)) {
            disable(EventMask.WRITE);
        }
        if (told instanceof Outcome.Failed(var direction, var _) && direction != null) {
            failed(direction, told);
        } else {
            disable(EventMask.READ);
            outcome(told);
        }
    }

    final void sendAlerts() {
        try {
            boolean more = true;
            while (more && !engine.isOutboundDone()) {
                codec.wrap(null, 0, below.output());
                transported(Direction.WRITING, codec.produced());
                more = codec.produced() > 0;
            }
        } catch (SSLException alsoBroken) {
            errors.add(alsoBroken);
        }
    }
}
