package io.gyre.net;

import io.gyre.buffer.Iovecs;

/** Scatter and gather for platforms without: one call for each extent, until one moves less than it was given. */
final class ExtentByExtent {
    private ExtentByExtent() {}

    static long read(Platform platform, int fd, boolean socket, Iovecs into) {
        long done = 0;
        for (int i = 0; i < into.count(); i++) {
            int length = (int) into.length(i);
            int got = socket
                    ? platform.recv(fd, into.memory(i), into.offset(i), length)
                    : platform.read(fd, into.memory(i), into.offset(i), length);
            if (got < length) {
                return got > 0 || done == 0 ? done + got : done;
            }
            done += got;
        }
        return done;
    }

    static long write(Platform platform, int fd, boolean socket, Iovecs from) {
        long done = 0;
        for (int i = 0; i < from.count(); i++) {
            int length = (int) from.length(i);
            int sent = socket
                    ? platform.send(fd, from.memory(i), from.offset(i), length)
                    : platform.write(fd, from.memory(i), from.offset(i), length);
            if (sent < length) {
                return sent > 0 || done == 0 ? done + sent : done;
            }
            done += sent;
        }
        return done;
    }
}
