package io.gyre.dns;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.dns.wire.HeaderFlag;
import io.gyre.dns.wire.Message;
import io.gyre.event.EventMask;
import java.net.SocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a client. It is read no further while too many of its queries wait for their answers, or it does not take the answers; and it is
 * closed if it is silent, or too slow, for too long.
 */
final class TcpDnsClient implements BufferEventCallbacks, ReplyWay {
    /** How many octets of answers may wait for the client. */
    private static final int MOST_UNSENT = 256 * 1024;

    private final TcpDnsServer server;
    private final SocketBufferEvent stream;
    private final SocketAddress address;

    // Guarded by the server's lock.
    private int unanswered;
    private boolean open = true;
    private boolean ending;

    /** Whether it is read no further for now. */
    private boolean resting;

    TcpDnsClient(TcpDnsServer server, SocketBufferEvent stream, SocketAddress address) {
        this.server = server;
        this.stream = stream;
        this.address = address;
    }

    void start() {
        stream.callbacks(this);
        stream.timeouts(server.options.tcpIdleTimeout(), server.options.tcpIdleTimeout());
        stream.enable(EventMask.READ);
    }

    @Override
    public SocketAddress client() {
        return address;
    }

    @Override
    public DnsTransport transport() {
        return DnsTransport.TCP;
    }

    @Override
    public boolean send(Message reply, int datagramLimit) {
        if (!open) {
            return false;
        }
        int length = server.writer.write(reply, Message.MAX_LENGTH);
        byte[] bytes = server.writer.bytes();
        if ((bytes[2] & 0x02) != 0 && !reply.header().has(HeaderFlag.TC)) {
            throw new IllegalArgumentException("the reply has more than " + Message.MAX_LENGTH
                    + " octets, which no message can have: leave records out");
        }
        stream.write(new byte[] {(byte) (length >> 8), (byte) length});
        stream.write(Arrays.copyOf(bytes, length));
        return true;
    }

    @Override
    public void settled() {
        unanswered--;
        if (ending && unanswered == 0) {
            finish();
        } else if (open && resting) {
            stream.trigger(EventMask.READ, true, true); // There may be room for what has been read.
        }
    }

    private boolean hasRoom() {
        return open
                && !ending
                && !server.closing
                && unanswered < server.options.maxPerConnection()
                && stream.output().length() < MOST_UNSENT;
    }

    @Override
    public void onReadable(BufferEvent bufferEvent) {
        // One at a time, for the handler is called without the lock, and may close the server.
        for (byte[] frame = next(); frame != null; frame = next()) {
            try {
                server.receive(frame, frame.length, this);
            } catch (Exception failure) {
                report(failure);
            }
        }
    }

    /** Thrown from here it would close the stream. */
    private void report(Exception failure) {
        server.base.execute(() -> {
            throw new IllegalStateException("a DNS handler failed", failure);
        });
    }

    /** {@return the next query, or null; then the connection is read on, or rests until there is room} */
    private byte @Nullable [] next() {
        server.lock.lock();
        try {
            resting = !hasRoom();
            if (resting) {
                rest();
                return null;
            }
            byte @Nullable [] frame = Frames.next(stream.input());
            if (frame == null) {
                stream.enable(EventMask.READ);
            } else {
                unanswered++;
            }
            return frame;
        } finally {
            server.lock.unlock();
        }
    }

    private void rest() {
        if (open) {
            stream.disable(EventMask.READ);
        }
    }

    @Override
    public void onWritable(BufferEvent bufferEvent) {
        server.lock.lock();
        try {
            if (ending && unanswered == 0 && open) {
                end();
                return;
            }
        } finally {
            server.lock.unlock();
        }
        onReadable(bufferEvent);
    }

    @Override
    public void onOutcome(BufferEvent bufferEvent, Outcome outcome) {
        server.lock.lock();
        try {
            switch (outcome) {
                case Outcome.Connected _ -> {}
                case Outcome.Eof _ -> finishReading();
                case Outcome.Timeout timeout -> {
                    if (timeout.direction() == Direction.WRITING || unanswered == 0) {
                        end();
                    } else {
                        stream.enable(EventMask.READ);
                    }
                }
                case Outcome.Failed _ -> end();
            }
        } finally {
            server.lock.unlock();
        }
    }

    /** The client asks no more, but may want the answers that are still to come. */
    private void finishReading() {
        ending = true;
        if (unanswered == 0) {
            finish();
        }
    }

    void stopReading() {
        rest();
    }

    /** Closes it once everything is sent. */
    void finish() {
        ending = true;
        if (open && stream.output().length() == 0) {
            end();
        }
    }

    void end() {
        if (open) {
            open = false;
            server.gone(this);
            stream.close();
        }
    }
}
