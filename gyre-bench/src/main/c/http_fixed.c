/* A server that does as little as can be done, so that its clients are what is measured: the same answer for each head. Argument: port. */
#include "bench.h"
#include <sys/epoll.h>

#define MOST_EVENTS 256

static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: Thu, 26 Nov 2026 08:00:00 GMT\r\n"
                             "Content-Length: 13\r\n\r\nHello, World!";

static int heads(const char *bytes, ssize_t count) {
    int found = 0;
    for (ssize_t i = 3; i < count; i++)
        found += bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r';
    return found;
}

static void serve(int fd) {
    char bytes[16384];
    ssize_t count = read(fd, bytes, sizeof bytes);
    if (count <= 0) {
        close(fd);
        return;
    }
    for (int left = heads(bytes, count); left > 0; left--)
        if (write(fd, answer, sizeof answer - 1) < 0)
            return;
}

int main(int argc, char **argv) {
    raise_file_limit();
    int listener = listen_on(atoi(argv[argc - 1])), poll = check(epoll_create1(0), "epoll_create1");
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[MOST_EVENTS];
    check(epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event), "epoll_ctl");
    say_ready();
    for (;;) {
        int count = epoll_wait(poll, events, MOST_EVENTS, -1);
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.fd;
            if (fd != listener) {
                serve(fd);
            } else if ((fd = accept(listener, NULL, NULL)) >= 0) {
                no_delay(fd);
                make_nonblocking(fd);
                event.data.fd = fd;
                check(epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
            }
        }
    }
}
