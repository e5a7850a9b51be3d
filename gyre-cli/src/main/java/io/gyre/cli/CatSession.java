package io.gyre.cli;

import io.gyre.event.EventBase;
import io.gyre.net.Fd;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Two copies, one each way. Each direction ends by itself: the end of the input closes the sending half, and the peer may go on
 * sending. The session is over when both have ended, or when the peer has ended and only a person could still type something.
 */
final class CatSession implements CatCommand.Connected {
    private final EventBase base;
    private final StandardStreams streams;
    private @Nullable Fd socket;
    private @Nullable Copying sending;
    private @Nullable Copying receiving;
    private @Nullable String failure;

    CatSession(EventBase base, StandardStreams streams) {
        this.base = base;
        this.streams = streams;
    }

    @Override
    public void onConnected(Fd connected) {
        socket = connected;
        sending = sending(connected).start();
        receiving = new Copy(base, connected, streams.output, listener(true)).start();
    }

    private Copying sending(Fd connected) {
        if (streams.input.isFile()) {
            try {
                return new FileCopy(base, streams.input, connected, listener(false));
            } catch (IOException noFile) {
                // Then it can be read like any other stream.
            }
        }
        return new Copy(base, streams.input, connected, listener(false));
    }

    @Override
    public void onFailure(String reason) {
        failure = reason;
        base.loopExit();
    }

    private Copying.CopyListener listener(boolean ofReceiving) {
        return new Copying.CopyListener() {
            @Override
            public void onEnd() {
                if ((ofReceiving && streams.input.isTerminal()) || (isDone(sending) && isDone(receiving))) {
                    base.loopExit();
                }
            }

            @Override
            public void onFailure(IOException broken) {
                // Nobody takes what is sent any more; what the peer has sent before may still come.
                if (ofReceiving || isDone(receiving)) {
                    CatSession.this.onFailure(String.valueOf(broken.getMessage()));
                }
            }
        };
    }

    private static boolean isDone(@Nullable Copying copy) {
        return copy != null && copy.isDone();
    }

    /** {@return the exit status} Closes the connection. */
    int finish() {
        if (socket != null) {
            socket.close();
        }
        if (failure != null) {
            throw new Failure(failure);
        }
        return 0;
    }
}
