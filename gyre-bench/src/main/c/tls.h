/* TLS 1.3 with AES-128-GCM, for clients that trust whoever answers. */
#ifndef GYRE_BENCH_TLS_H
#define GYRE_BENCH_TLS_H

#include "bench.h"
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>

UNUSED static void tls_die(const char *what) {
    fprintf(stderr, "%s: ", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

static void restrict_to_one_suite(SSL_CTX *context) {
    if (!SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) ||
        !SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256"))
        tls_die("SSL_CTX");
}

UNUSED static SSL_CTX *client_context(void) {
    signal(SIGPIPE, SIG_IGN);
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    if (!context)
        tls_die("SSL_CTX_new");
    restrict_to_one_suite(context);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return context;
}

/* Over a blocking socket; takes a session up again if there is one. */
UNUSED static SSL *handshaken(SSL_CTX *context, int fd, SSL_SESSION *session) {
    SSL *ssl = SSL_new(context);
    if (!ssl || !SSL_set_fd(ssl, fd) || (session && !SSL_set_session(ssl, session)) || SSL_connect(ssl) != 1)
        tls_die("SSL_connect");
    return ssl;
}

#endif
