/** The event loop, and everything below HTTP, DNS and TLS: libevent's {@code libevent_core}. */
module io.gyre.core {
    requires jdk.net; // For the keep-alive options of the nio platform's sockets.
    requires static jdk.jfr; // Records slow callbacks, where the runtime image has it.
    requires jdk.unsupported; // For sun.misc.Signal, the only way to a signal that needs no native code of our own.
    requires static transitive org.jspecify;

    exports io.gyre;
    exports io.gyre.backend;
    exports io.gyre.buffer;
    exports io.gyre.bufferevent;
    exports io.gyre.event;
    exports io.gyre.listener;
    exports io.gyre.net;
    exports io.gyre.time;

    uses io.gyre.backend.BackendProvider;

    provides io.gyre.backend.BackendProvider with
            io.gyre.internal.backend.epoll.EpollProvider,
            io.gyre.internal.backend.kqueue.KqueueProvider,
            io.gyre.internal.backend.iouring.IoUringProvider,
            io.gyre.internal.backend.nio.NioProvider,
            io.gyre.internal.backend.poll.PollProvider,
            io.gyre.internal.backend.select.SelectProvider;
}
