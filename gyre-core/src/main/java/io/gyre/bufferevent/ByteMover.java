package io.gyre.bufferevent;

import io.gyre.backend.SocketStream;
import io.gyre.buffer.EvBuffer;
import io.gyre.net.Fd;
import java.io.IOException;

/** How the bytes of one socket move: when the socket is ready, or by the mechanism itself. */
sealed interface ByteMover {
    /** {@return how many bytes came, at most {@code most}; or as {@link EvBuffer#read} answers} */
    long read(EvBuffer input, long most) throws IOException;

    /** {@return how many bytes left the output, at most {@code most}} If fewer, more cannot be written now. */
    long write(EvBuffer output, long most) throws IOException;

    /** {@return whether an end of writing is on its way, so that nobody has to wait for the socket} */
    boolean isSending();

    /** {@return how many bytes at the front of the output have gone meanwhile, which are to be drained} */
    long sent() throws IOException;

    /** Lets go of the socket. {@return false if something still moves, until the loop's thread comes by} */
    boolean close();

    /** By calls on the socket, whenever it is ready. */
    record Ready(Fd socket) implements ByteMover {
        @Override
        public long read(EvBuffer input, long most) throws IOException {
            return input.read(socket, most);
        }

        @Override
        public long write(EvBuffer output, long most) throws IOException {
            return output.writeAtMost(socket, most);
        }

        @Override
        public boolean isSending() {
            return false;
        }

        @Override
        public long sent() {
            return 0;
        }

        @Override
        public boolean close() {
            return true;
        }
    }

    /** By the mechanism; only parts of files, which are in no memory, by calls on the socket. */
    record Async(Fd socket, SocketStream stream) implements ByteMover {
        /** So many bytes are sent at once, while they are in the CPU's cache, which is worth more than a system call saved. */
        private static final long WORTH_A_CALL = 16 << 10;

        @Override
        public long read(EvBuffer input, long most) throws IOException {
            return stream.receive(input, most);
        }

        @Override
        public long write(EvBuffer output, long most) throws IOException {
            long sent = most >= WORTH_A_CALL ? output.writeAtMost(socket, most) : 0;
            if (sent == most || stream.send(output, most - Math.max(sent, 0))) {
                return Math.max(sent, 0);
            }
            return sent > 0 ? sent : output.writeAtMost(socket, most);
        }

        @Override
        public boolean isSending() {
            return stream.isSending();
        }

        @Override
        public long sent() throws IOException {
            return stream.sent();
        }

        /** Has nothing more moved. {@return as {@link #close}} */
        boolean stop() {
            return stream.stop();
        }

        @Override
        public boolean close() {
            return stream.close();
        }
    }
}
