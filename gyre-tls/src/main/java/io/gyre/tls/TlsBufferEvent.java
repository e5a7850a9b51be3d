package io.gyre.tls;

import io.gyre.buffer.BufferEnd;
import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.FlushMode;
import io.gyre.bufferevent.LayeredBufferEvent;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.Event;
import io.gyre.event.EventMask;
import io.gyre.tls.TlsState.Step;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
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
public final class TlsBufferEvent extends LayeredBufferEvent {
    /** How much encrypted output may wait below before no more is encrypted. */
    private static final long MOST_BELOW = 64 << 10;

    /** How much encrypted input may wait while the engine computes. */
    private static final long MOST_WAITING = 32 << 10;

    /** How many records in a row may be without data: empty ones, new keys, warnings. OpenSSL allows as many. */
    private static final int MOST_BARREN = 32;

    private final BufferEvent below;
    private final SSLEngine engine;
    private final TlsSettings settings;
    private final Codec codec;
    private final Tasks tasks;
    private final RecordSizes sizes = new RecordSizes();
    private final Errors errors = new Errors();

    /** Runs while a handshake does and the transport stands. */
    private @Nullable Event handshakeTimer;

    /** Text that had to be decrypted before there was room for it. */
    private @Nullable EvBuffer spilled;

    private @Nullable TlsHandshake handshake;
    private @Nullable Outcome failure;
    private TlsState state;
    private boolean begun;
    private boolean dirtyShutdown;

    /** Whether the transport has ended, and whether that was an end without a word. */
    private boolean transportEnded;

    private boolean truncated;

    /** Whether the handshake that goes on after the first one was asked for here, or counted. */
    private boolean renegotiating;

    private int renegotiations;
    private int barren;
    private boolean pumping;

    /** Whether there was more to do while pumping. */
    private boolean kicked;

    /** Whether text was encrypted of which the user has not been told. */
    private boolean untold;

    private TlsBufferEvent(
            BufferEvent below, SSLEngine engine, TlsState state, TlsSettings settings, BufferEventOption... options) {
        super(below, options);
        this.below = below;
        this.engine = engine;
        this.state = state;
        this.settings = settings;
        codec = new Codec(engine);
        tasks = new Tasks(base(), settings.tasks(), this::tasksDone);
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
            startTimer();
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
            renegotiating = true;
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

    private void underLock(Runnable action) {
        lock();
        try {
            action.run();
        } finally {
            unlock();
        }
    }

    private void belowTold(Outcome outcome) {
        switch (outcome) {
            case Outcome.Connected _ -> {
                startTimer();
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

    /** What came before is told first. What happens after both have said goodbye does not matter. */
    private void transportFailed(@Nullable Direction direction, IOException cause) {
        pump();
        if (isClosed() || state == TlsState.CLOSED || state == TlsState.FAILED) {
            return;
        }
        stopTimer();
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

    /** With an empty output the user may close, so that is not told before all has left the one below, too. */
    private void tellWritten() {
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
    protected void transfer(Direction direction, boolean on) {
        kick();
    }

    @Override
    protected void outputAdded() {
        kick();
    }

    private void kick() {
        if (pumping) {
            kicked = true;
        } else if (!isClosed()) {
            callOnLoop();
        }
    }

    @Override
    protected void onLoop() {
        Outcome told = failure;
        if (told != null && !isClosed()) {
            failure = null;
            tellFailure(told);
        }
        pump();
    }

    private void tasksDone(@Nullable Throwable broken) {
        underLock(() -> {
            if (isClosed()) {
                return;
            }
            if (broken != null) {
                fail(new SSLException("the engine failed while computing", broken));
            }
            pump();
        });
    }

    // The pump.

    /** Does all that can be done now. What is told meanwhile may lead here again, and is then left to the call further up. */
    private void pump() {
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

    private boolean isRunning() {
        return !isClosed() && state != TlsState.FAILED && !tasks.running();
    }

    /** {@return whether something was done} */
    private boolean turn() throws SSLException {
        return switch (codec.status()) {
            case NEED_TASK -> {
                countRenegotiation();
                tasks.start(engine);
                yield false;
            }
            case NEED_WRAP -> mayHandshake() && sendHandshake();
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> mayHandshake() && receive();
            case FINISHED, NOT_HANDSHAKING -> (state.isHandshaking() && !begun) ? begin() : exchange();
        };
    }

    private boolean mayHandshake() {
        return !state.isHandshaking() || !enabled().isEmpty();
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

    /** {@return whether the one below is to read} */
    private boolean wantsBelow() {
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
            return mayHandshake() && (spilled == null || spilled.length() < MOST_BELOW);
        }
        return state.mayReceive() && wants(Direction.READING) && spilled == null && allowed(Direction.READING) > 0;
    }

    private boolean needsRecords() {
        HandshakeStatus status = codec.status();
        return status == HandshakeStatus.NEED_UNWRAP
                || status == HandshakeStatus.NEED_UNWRAP_AGAIN
                || state.isHandshaking();
    }

    /** Decrypts what is there, tells of it once, and then of what ended. {@return whether anything came} */
    private boolean receive() throws SSLException {
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

    /** {@return whether the engine wants something else before the next record} */
    private boolean isBusy() {
        HandshakeStatus status = codec.status();
        return status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP;
    }

    private void decrypt(int length) throws SSLException {
        boolean fits = spilled == null && wants(Direction.READING) && roomInInput() >= length;
        EvBuffer target = fits ? input() : spill();
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

    private EvBuffer spill() {
        EvBuffer mine = spilled;
        if (mine == null) {
            mine = new EvBuffer(base().buffers());
            spilled = mine;
        }
        return mine;
    }

    /** Gives the user what was decrypted before, as far as there is room. {@return whether anything went} */
    private boolean deliver() {
        EvBuffer mine = spilled;
        if (mine == null) {
            return false;
        }
        long moved = 0;
        if (wants(Direction.READING)) {
            input().unfreeze(BufferEnd.BACK);
            try {
                moved = mine.removeBuffer(input(), roomInInput());
            } finally {
                freezeInput();
            }
        }
        if (spilled != null && mine.isEmpty()) {
            mine.close();
            spilled = null;
        }
        return moved > 0;
    }

    private void receiveEnd() throws SSLException {
        if (spilled != null) {
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
        stopTimer();
        if (dirtyShutdown && !handshaking) {
            failed(Direction.READING, new Outcome.Eof(Direction.READING));
            return;
        }
        var cause = new TruncationException(how);
        errors.add(cause);
        tellFailure(new Outcome.Failed(handshaking ? null : Direction.READING, cause));
    }

    private boolean sendHandshake() throws SSLException {
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

    private void cannotSend() {
        var cause = new SSLException("the peer ended both halves, as TLS 1.2 has it: what was written cannot be sent");
        errors.add(cause);
        failed(Direction.WRITING, new Outcome.Failed(Direction.WRITING, cause));
    }

    private boolean send() throws SSLException {
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

    private void handshaken() {
        boolean first = state.isHandshaking();
        state = state.after(Step.HANDSHAKEN);
        renegotiating = false;
        stopTimer();
        handshake = TlsHandshake.of(engine);
        if (first) {
            outcome(new Outcome.Connected());
        }
    }

    private void countRenegotiation() throws SSLException {
        if (state.isHandshaking() || renegotiating) {
            return;
        }
        renegotiating = true;
        renegotiations++;
        if (renegotiations > settings.renegotiations()) {
            throw new SSLException("the peer began a renegotiation, of which " + settings.renegotiations()
                    + " are allowed: see TlsSettings.renegotiations");
        }
        startRenegotiationTimer();
    }

    private void startTimer() {
        if (state.isHandshaking()) {
            startRenegotiationTimer();
        }
    }

    private void startRenegotiationTimer() {
        Event timer = handshakeTimer;
        if (timer == null) {
            timer = base().timer((_, _) -> underLock(this::handshakeTimedOut)).name("TLS handshake");
            handshakeTimer = timer;
        }
        timer.add(settings.handshakeTimeout());
    }

    private void stopTimer() {
        if (handshakeTimer != null) {
            handshakeTimer.close();
            handshakeTimer = null;
        }
    }

    private void handshakeTimedOut() {
        fail(new SSLHandshakeException("the handshake was not done within "
                + settings.handshakeTimeout().toMillis() + " ms: see TlsSettings.handshakeTimeout"));
    }

    /** Sends the alert that the engine has for it. It is told once that has had its chance to go, for the user may close then. */
    private void fail(SSLException cause) {
        if (isClosed() || state == TlsState.FAILED) {
            return;
        }
        errors.add(cause);
        stopTimer();
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

    private void tellFailure(Outcome told) {
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

    private void sendAlerts() {
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
        stopTimer();
        if (spilled != null) {
            spilled.close();
            spilled = null;
        }
        if (options().contains(BufferEventOption.CLOSE_ON_FREE) && !tasks.running()) {
            codec.close();
        }
        letGo();
    }
}
