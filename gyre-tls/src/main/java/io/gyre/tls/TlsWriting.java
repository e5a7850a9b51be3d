package io.gyre.tls;

import io.gyre.buffer.BufferEnd;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.Outcome;
import io.gyre.tls.TlsState.Step;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** How a TLS connection writes: it encrypts what waits, as much as the transport is to hold, and says farewell. */
abstract sealed class TlsWriting extends TlsReading permits TlsBufferEvent {
    /** How much encrypted output may wait below before no more is encrypted. */
    private static final long MOST_BELOW = 64 << 10;

    /** How much may wait below while the peer has us answer. */
    private static final long MOST_ANSWERS = 4 * MOST_BELOW;

    private final RecordSizes sizes = new RecordSizes();

    /** Whether text was encrypted of which the user has not been told. */
    private boolean untold;

    TlsWriting(
            BufferEvent below, SSLEngine engine, TlsState state, TlsSettings settings, BufferEventOption... options) {
        super(below, engine, state, settings, options);
    }

    /** A peer that asks for new keys again and again, and reads nothing, would have the answers pile up. */
    final boolean sendHandshake() throws SSLException {
        if (below.output().length() > MOST_ANSWERS) {
            throw new SSLException("the peer asks for answers and does not read them: "
                    + below.output().length() + " bytes wait to be sent");
        }
        codec.wrap(null, 0, below.output());
        transported(Direction.WRITING, codec.produced());
        if (codec.finished()) {
            handshaken();
        }
        if (engine.isOutboundDone()) {
            state = state.after(Step.CLOSE_SENT);
        }
        return codec.produced() > 0 || codec.finished() || codec.status() != HandshakeStatus.NEED_WRAP;
    }

    final boolean send() throws SSLException {
        boolean sent = false;
        while (maySend()) {
            encrypt();
            sent = true;
            if (codec.closed()) {
                state = state.after(Step.CLOSE_SENT);
                cannotSend();
                return false;
            }
            if (codec.consumed() == 0) {
                break;
            }
        }
        return sent && codec.consumed() > 0;
    }

    final void cannotSend() {
        var cause = new SSLException("the peer ended both halves, as TLS 1.2 has it: what was written cannot be sent");
        errors.add(cause);
        failed(Direction.WRITING, new Outcome.Failed(Direction.WRITING, cause));
    }

    private boolean maySend() {
        return wants(Direction.WRITING)
                && state.maySend()
                && !output().isEmpty()
                && below.output().length() < mostBelow()
                && allowed(Direction.WRITING) > 0
                && codec.status() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private long mostBelow() {
        long high = below.watermarks(Direction.WRITING).high();
        return high == 0 ? MOST_BELOW : Math.min(high, MOST_BELOW);
    }

    private void encrypt() throws SSLException {
        shareTimeout();
        output().unfreeze(BufferEnd.FRONT);
        try {
            codec.wrap(output(), sizes.next(), below.output());
        } finally {
            if (!isClosed()) {
                output().freeze(BufferEnd.FRONT);
            }
        }
        sizes.sent(codec.consumed());
        untold |= codec.consumed() > 0;
        transported(Direction.WRITING, codec.produced());
    }

    /** What has been encrypted waits below, and so the timeout for it must be there. */
    private void shareTimeout() {
        Duration mine = timeout(Direction.WRITING);
        if (mine != null && !mine.equals(below.timeout(Direction.WRITING))) {
            below.timeouts(below.timeout(Direction.READING), mine);
        }
    }

    /** With an empty output the user may close, so that is not told before all has left the one below, too. */
    final void tellWritten() {
        boolean safe = below.output().isEmpty()
                || !output().isEmpty()
                || watermarks(Direction.WRITING).low() > 0;
        if (untold && safe && !isClosed()) {
            untold = false;
            kicked = false;
            pumping = true; // What the user writes now is encrypted together.
            try {
                bytesWritten();
            } finally {
                pumping = false;
            }
            if (kicked) {
                pump();
            }
        }
    }

    @Override
    protected boolean endWriting() {
        if (!base().inLoop()) {
            kick();
            return false;
        }
        if (tasks.running() || state.isHandshaking() || !output().isEmpty()) {
            return false; // The pump comes back here.
        }
        if (state.maySend()) {
            engine.closeOutbound();
            sendAlerts();
            state = state.after(Step.CLOSE_SENT);
        }
        return endBelow(); // Whoever closes before that is done would take the farewell back.
    }
}
