package io.gyre.tls;

import io.gyre.buffer.BufferEnd;
import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.Outcome;
import io.gyre.tls.TlsState.Step;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** How a TLS connection reads: it decrypts record after record, and tells of the end. */
abstract sealed class TlsReading extends TlsConnection permits TlsWriting {
    /** How much text may wait for room in the input while a handshake goes on. */
    private static final long MOST_SPILLED = 64 << 10;

    /** How much encrypted input may wait while the engine computes. */
    private static final long MOST_WAITING = 32 << 10;

    /** How many records in a row may be without data: empty ones, new keys, warnings. OpenSSL allows as many. */
    private static final int MOST_BARREN = 32;

    final Spill spill = new Spill();
    boolean dirtyShutdown;

    /** Whether the transport has ended. */
    boolean transportEnded;

    private int barren;

    TlsReading(
            BufferEvent below, SSLEngine engine, TlsState state, TlsSettings settings, BufferEventOption... options) {
        super(below, engine, state, settings, options);
    }

    /** {@return whether the one below is to read} */
    final boolean wantsBelow() {
        if (state == TlsState.FAILED || transportEnded || state == TlsState.CLOSED) {
            return false;
        }
        if (tasks.running()) {
            return below.input().length() < MOST_WAITING;
        }
        return mayReceive();
    }

    private boolean mayReceive() {
        if (needsRecords()) {
            return mayHandshake() && spill.length() < MOST_SPILLED;
        }
        return state.mayReceive() && wants(Direction.READING) && spill.isEmpty() && allowed(Direction.READING) > 0;
    }

    private boolean needsRecords() {
        HandshakeStatus status = codec.status();
        return status == HandshakeStatus.NEED_UNWRAP
                || status == HandshakeStatus.NEED_UNWRAP_AGAIN
                || state.isHandshaking();
    }

    /** Decrypts what is there, tells of it once, and then of what ended. {@return whether anything came} */
    final boolean receive() throws SSLException {
        long before = input().length();
        boolean came = deliver();
        SSLException broken = null;
        try {
            came |= decryptAll();
        } catch (SSLException found) {
            broken = found;
        }
        if (!isClosed() && input().length() > before) {
            bytesRead();
        }
        if (broken != null) {
            throw broken;
        }
        if (!isClosed() && !tasks.running()) {
            receiveEnd();
        }
        return came;
    }

    private boolean decryptAll() throws SSLException {
        boolean came = false;
        int length = Records.INCOMPLETE;
        while (!isClosed() && mayReceive() && (length = Records.next(below.input())) != Records.INCOMPLETE) {
            came = true;
            decrypt(length);
            if (codec.closed() || isBusy()) {
                break;
            }
        }
        return came;
    }

    private void decrypt(int length) throws SSLException {
        boolean fits = spill.isEmpty() && wants(Direction.READING) && roomInInput() >= length;
        EvBuffer target = fits ? input() : spill.open(base().buffers());
        input().unfreeze(BufferEnd.BACK);
        try {
            codec.unwrap(below.input(), length, target);
        } finally {
            freezeInput();
        }
        transported(Direction.READING, codec.consumed());
        afterRecord();
        deliver();
    }

    /** Unless a callback of the buffer has closed everything. */
    private void freezeInput() {
        if (!isClosed()) {
            input().freeze(BufferEnd.BACK);
        }
    }

    private void afterRecord() throws SSLException {
        if (codec.finished()) {
            handshaken();
        } else if (codec.produced() > 0) {
            barren = 0;
        } else if (state.mayReceive() && !codec.closed() && ++barren > MOST_BARREN) {
            throw new SSLException("the peer sent " + barren + " records without data one after another");
        }
    }

    /** Gives the user what was decrypted before, as far as there is room. {@return whether anything went} */
    private boolean deliver() {
        if (spill.isEmpty()) {
            return false;
        }
        long moved = 0;
        if (wants(Direction.READING)) {
            input().unfreeze(BufferEnd.BACK);
            try {
                moved = spill.moveTo(input(), roomInInput());
            } finally {
                freezeInput();
            }
        }
        spill.shrink();
        return moved > 0;
    }

    private void receiveEnd() throws SSLException {
        if (!spill.isEmpty()) {
            return; // What was sent comes before the end.
        }
        if (codec.inboundDone() && (state.mayReceive() || state.isHandshaking())) {
            closeReceived();
        } else if (transportEnded && Records.next(below.input()) == Records.INCOMPLETE) {
            transportEnd();
        }
    }

    private void transportEnd() {
        if (state.isHandshaking()) {
            cutOff("the peer closed the connection during the handshake");
        } else if (state.mayReceive() && wants(Direction.READING)) {
            cutOff("the connection ended without close_notify: data may be missing");
        }
    }

    private void closeReceived() throws SSLException {
        if (state.isHandshaking()) {
            throw new SSLHandshakeException("the peer ended the connection during the handshake");
        }
        state = state.after(Step.CLOSE_RECEIVED);
        failed(Direction.READING, new Outcome.Eof(Direction.READING));
    }

    private void cutOff(String how) {
        truncated = true;
        boolean handshaking = state.isHandshaking();
        state = state.after(Step.BROKEN);
        watch.stop();
        if (dirtyShutdown && !handshaking) {
            failed(Direction.READING, new Outcome.Eof(Direction.READING));
            return;
        }
        var cause = new TruncationException(how);
        errors.add(cause);
        tellFailure(new Outcome.Failed(handshaking ? null : Direction.READING, cause));
    }
}
