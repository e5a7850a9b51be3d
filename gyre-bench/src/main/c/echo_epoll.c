/* `echo` over a bare epoll loop. Arguments: [-t] [-c] port; with -c it closes instead of echoing. */
#define _GNU_SOURCE
#include "echo.h"
#include <sys/epoll.h>

enum { BATCH = 512 };

static int epoll, listener, closing;

static void watch(struct connection *c, int op, uint32_t interest) {
    struct epoll_event event = {.events = interest, .data.ptr = c};
    check(epoll_ctl(epoll, op, c ? c->fd : listener, &event), "epoll_ctl");
}

static void accept_all(void) {
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0)
        watch(open_connection(fd), EPOLL_CTL_ADD, EPOLLIN);
}

static void on_ready(struct connection *c) {
    int was_blocked = c->left != NULL;
    if (closing) {
        recv(c->fd, buffer, sizeof buffer, 0);
        close_connection(c);
        return;
    }
    enum outcome outcome = was_blocked ? send_left(c) : echo_some(c);
    if (outcome == CLOSED)
        close_connection(c);
    else if (was_blocked != (outcome == BLOCKED))
        watch(c, EPOLL_CTL_MOD, was_blocked ? EPOLLIN : EPOLLOUT);
}

int main(int argc, char **argv) {
    take_thread_option(&argc, &argv);
    closing = take_option(&argc, &argv, "-c");
    raise_file_limit();
    epoll = check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
    listener = listen_on(atoi(argv[1]));
    watch(NULL, EPOLL_CTL_ADD, EPOLLIN);
    say_ready();
    for (;;) {
        struct epoll_event ready[BATCH];
        int n = epoll_wait(epoll, ready, BATCH, -1);
        for (int i = 0; i < n; i++) {
            if (ready[i].data.ptr)
                on_ready(ready[i].data.ptr);
            else
                accept_all();
        }
    }
}
