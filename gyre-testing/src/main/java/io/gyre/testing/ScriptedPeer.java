package io.gyre.testing;

import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.Shutdown;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The far side of a connection, in a {@link Simulation}: it does what it was told when its time has come, and keeps what it
 * received. It owns its descriptor.
 */
public final class ScriptedPeer implements AutoCloseable {
    private static final int CHUNK = 65536;

    private final Simulation simulation;
    private final Fd end;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean ended;

    ScriptedPeer(Simulation simulation, Fd end) {
        this.simulation = simulation;
        this.end = end;
    }

    /** {@return this peer's descriptor} */
    public Fd fd() {
        return end;
    }

    /**
     * Sends text now, as UTF-8.
     *
     * @return this
     * @throws IllegalStateException if not all of it goes
     */
    public ScriptedPeer send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends bytes now.
     *
     * @return this
     * @throws IllegalStateException if not all of them go
     */
    public ScriptedPeer send(byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            int sent = end.write(arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes));
            if (sent != bytes.length) {
                throw new IllegalStateException("of " + bytes.length + " bytes " + Math.max(sent, 0)
                        + " went: the other end does not read; see SimulatedPlatform.bufferBytes");
            }
            return this;
        } catch (ErrnoException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Sends text when its time has come.
     *
     * @param elapsed how long after the start of the simulation
     * @return this
     */
    public ScriptedPeer sendAt(Duration elapsed, String text) {
        simulation.at(elapsed, () -> send(text));
        return this;
    }

    /**
     * Arranges that bytes are sent.
     *
     * @param elapsed how long after the start of the world
     * @return this
     */
    public ScriptedPeer sendAt(Duration elapsed, byte[] bytes) {
        simulation.at(elapsed, () -> send(bytes));
        return this;
    }

    /**
     * Ends its own direction when the time has come: the other end reads what is under way, and then the end.
     *
     * @param elapsed how long after the start of the simulation
     * @return this
     */
    public ScriptedPeer endAt(Duration elapsed) {
        simulation.at(elapsed, this::end);
        return this;
    }

    /** Ends its own direction now. */
    public void end() {
        try {
            end.shutdown(Shutdown.WRITING);
        } catch (ErrnoException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Closes when the time has come.
     *
     * @param elapsed how long after the start of the simulation
     * @return this
     */
    public ScriptedPeer closeAt(Duration elapsed) {
        simulation.at(elapsed, this::close);
        return this;
    }

    /**
     * Breaks the connection and closes when the time has come, so that the other end finds ECONNRESET.
     *
     * @param elapsed how long after the start of the simulation
     * @return this
     */
    public ScriptedPeer resetAt(Duration elapsed) {
        simulation.at(elapsed, () -> {
            simulation.platform().reset(end);
            close();
        });
        return this;
    }

    /**
     * {@return all bytes that came so far} Those that came before this peer was closed; what it has not taken by then is lost.
     *
     * @throws UncheckedIOException if the connection was reset
     */
    public byte[] received() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment chunk = arena.allocate(CHUNK);
            int n = end.isOpen() ? end.read(chunk) : Fd.WOULD_BLOCK;
            while (n > 0) {
                received.writeBytes(chunk.asSlice(0, n).toArray(ValueLayout.JAVA_BYTE));
                n = end.read(chunk);
            }
            ended |= n == Fd.EOF;
            return received.toByteArray();
        } catch (ErrnoException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** {@return all that came so far, as UTF-8} */
    public String receivedText() {
        return new String(received(), StandardCharsets.UTF_8);
    }

    /** {@return whether the other end has ended its direction, and everything it sent was taken} */
    public boolean atEnd() {
        received();
        return ended;
    }

    /** Closes the connection. Idempotent. */
    @Override
    public void close() {
        end.close();
    }
}
