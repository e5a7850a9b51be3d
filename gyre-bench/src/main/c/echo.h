/*
 * The echo of one connection with two system calls, for the servers that work on bare descriptors: recv() into one
 * buffer that all share, then send(). What the socket does not take is kept aside until it is writable.
 */
#include "bench.h"

enum outcome { DONE, BLOCKED, CLOSED };

struct connection {
    int fd;
    char *left; /* what is still to be sent, or NULL */
    size_t from, to;
};

static char buffer[64 * 1024];

static int would_block(void) {
    return errno == EAGAIN || errno == EINTR;
}

static enum outcome keep(struct connection *c, size_t from, size_t to) {
    c->left = malloc(to - from);
    memcpy(c->left, buffer + from, to - from);
    c->from = 0;
    c->to = to - from;
    return BLOCKED;
}

static enum outcome echo_some(struct connection *c) {
    ssize_t n = recv(c->fd, buffer, sizeof buffer, 0);
    if (n <= 0)
        return n < 0 && would_block() ? DONE : CLOSED;
    ssize_t written = send(c->fd, buffer, n, MSG_NOSIGNAL);
    if (written == n)
        return DONE;
    if (written < 0 && !would_block())
        return CLOSED;
    return keep(c, written < 0 ? 0 : written, n);
}

static enum outcome send_left(struct connection *c) {
    ssize_t written = send(c->fd, c->left + c->from, c->to - c->from, MSG_NOSIGNAL);
    if (written < 0)
        return would_block() ? BLOCKED : CLOSED;
    c->from += written;
    if (c->from < c->to)
        return BLOCKED;
    free(c->left);
    c->left = NULL;
    return DONE;
}

static struct connection *open_connection(int fd) {
    struct connection *c = calloc(1, sizeof *c);
    no_delay(fd);
    c->fd = fd;
    return c;
}

static void close_connection(struct connection *c) {
    close(c->fd);
    free(c->left);
    free(c);
}
