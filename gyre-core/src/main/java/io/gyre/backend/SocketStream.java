package io.gyre.backend;

import io.gyre.buffer.EvBuffer;
import io.gyre.buffer.VectoredIo;
import io.gyre.net.ErrnoException;
import java.io.IOException;

/**
 * The bytes of one stream socket, which a mechanism moves by itself: it receives ahead while somebody waits for the descriptor to be
 * readable, and then the descriptor is readable as long as something that came is held here; and it sends from the memory of a buffer.
 * What came is never lost: it is held until it is taken. Libevent's counterpart is {@code bufferevent_async}. Used on the loop's thread, unless said otherwise.
 */
public interface SocketStream {
    /**
     * Moves what has come to a buffer.
     *
     * @param target whose back is not frozen
     * @param most how many bytes at most
     * @return how many, {@link VectoredIo#EOF} or {@link VectoredIo#WOULD_BLOCK}
     * @throws IOException if receiving failed, once for each failure
     */
    long receive(EvBuffer target, long most) throws IOException;

    /**
     * Begins to send the front of a buffer, where it stays until {@link #sent} has told how much of it went. Nothing may be taken from
     * there meanwhile.
     *
     * @param source the buffer
     * @param most how many bytes at most, more than 0
     * @return whether it has begun; false if the buffer begins with a part of a file
     * @throws IllegalStateException if something is being sent already
     */
    boolean send(EvBuffer source, long most);

    /** {@return whether something was sent, or is being, of which {@link #sent} has not told} */
    boolean isSending();

    /**
     * {@return how many bytes went, for the caller to take from the buffer; 0 if nothing has been sent that was not told yet}
     *
     * @throws ErrnoException if sending failed
     */
    long sent() throws ErrnoException;

    /**
     * Ends what is under way. What has come, and how much has gone, can still be asked for. Before the descriptor is closed, or serves
     * somebody else. On any thread.
     *
     * @return whether nothing is under way any more; if not, the loop ends it before it waits next, for only its thread can
     */
    boolean stop();

    /**
     * Stops, and lets go of everything. Idempotent. On any thread.
     *
     * @return as {@link #stop}
     */
    boolean close();
}
