/* How the load's bytes move: plainly, with TLS defined by OpenSSL, or with WEBSOCKET in its frames. Results and errno are those of send(2) and recv(2). */
#ifndef GYRE_BENCH_TRANSPORT_H
#define GYRE_BENCH_TRANSPORT_H

#include "bench.h"

#ifdef TLS
#include "tls.h"

struct transport {
    SSL *ssl;
};

static void transport_open(struct transport *t, int fd) {
    static SSL_CTX *context;
    if (!context)
        context = client_context();
    t->ssl = handshaken(context, fd, NULL);
}

static ssize_t result_of(struct transport *t, int n) {
    if (n > 0)
        return n;
    int error = SSL_get_error(t->ssl, n);
    if (error == SSL_ERROR_ZERO_RETURN)
        return 0;
    errno = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? EAGAIN : EPROTO;
    return -1;
}

static ssize_t transport_send(struct transport *t, const void *bytes, size_t count) {
    return result_of(t, SSL_write(t->ssl, bytes, count));
}

static ssize_t transport_receive(struct transport *t, void *bytes, size_t count) {
    return result_of(t, SSL_read(t->ssl, bytes, count));
}

#elif defined(WEBSOCKET)
#include "websocket.h"
#else

struct transport {
    int fd;
};

static void transport_open(struct transport *t, int fd) { t->fd = fd; }

static ssize_t transport_send(struct transport *t, const void *bytes, size_t count) {
    return send(t->fd, bytes, count, MSG_NOSIGNAL);
}

static ssize_t transport_receive(struct transport *t, void *bytes, size_t count) {
    return recv(t->fd, bytes, count, 0);
}

#endif
#endif
