/* `echo` over libevent's events, without bufferevents. Arguments: port */
#define _GNU_SOURCE
#include "echo.h"
#include <event2/event.h>
#include <event2/event_struct.h>

struct peer {
    struct event readable, writable;
    struct connection *connection;
};

static struct event_base *base;

static void close_peer(struct peer *p) {
    event_del(&p->readable);
    event_del(&p->writable);
    close_connection(p->connection);
    free(p);
}

static void on_writable(evutil_socket_t fd, short what, void *arg) {
    struct peer *p = arg;
    enum outcome outcome = send_left(p->connection);
    (void)fd, (void)what;
    if (outcome == CLOSED) {
        close_peer(p);
    } else if (outcome == DONE) {
        event_del(&p->writable);
        event_add(&p->readable, NULL);
    }
}

static void on_readable(evutil_socket_t fd, short what, void *arg) {
    struct peer *p = arg;
    enum outcome outcome = echo_some(p->connection);
    (void)fd, (void)what;
    if (outcome == CLOSED) {
        close_peer(p);
    } else if (outcome == BLOCKED) {
        event_del(&p->readable);
        event_add(&p->writable, NULL);
    }
}

static void on_connections(evutil_socket_t listener, short what, void *arg) {
    int fd;
    (void)what, (void)arg;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        struct peer *p = calloc(1, sizeof *p);
        p->connection = open_connection(fd);
        event_assign(&p->readable, base, fd, EV_READ | EV_PERSIST, on_readable, p);
        event_assign(&p->writable, base, fd, EV_WRITE | EV_PERSIST, on_writable, p);
        event_add(&p->readable, NULL);
    }
}

int main(int argc, char **argv) {
    (void)argc;
    raise_file_limit();
    base = event_base_new();
    event_add(event_new(base, listen_on(atoi(argv[1])), EV_READ | EV_PERSIST, on_connections, NULL), NULL);
    say_ready();
    event_base_dispatch(base);
}
