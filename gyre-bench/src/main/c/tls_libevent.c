/* `tls` over libevent's bufferevents and OpenSSL. Arguments: chain key port */
#include "tls.h"
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <event2/listener.h>

static SSL_CTX *context;

static void on_readable(struct bufferevent *bev, void *arg) {
    (void)arg;
    evbuffer_add_buffer(bufferevent_get_output(bev), bufferevent_get_input(bev));
}

static void on_outcome(struct bufferevent *bev, short what, void *arg) {
    (void)arg;
    if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR))
        bufferevent_free(bev);
}

static void on_accept(struct evconnlistener *l, evutil_socket_t fd, struct sockaddr *from, int len, void *base) {
    (void)l, (void)from, (void)len;
    no_delay(fd);
    struct bufferevent *bev = bufferevent_openssl_socket_new(
        base, fd, SSL_new(context), BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
    bufferevent_setcb(bev, on_readable, NULL, on_outcome, NULL);
    bufferevent_enable(bev, EV_READ | EV_WRITE);
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: %s chain key port\n", argv[0]);
        return 2;
    }
    raise_file_limit();
    signal(SIGPIPE, SIG_IGN);
    context = SSL_CTX_new(TLS_server_method());
    restrict_to_one_suite(context);
    if (SSL_CTX_use_certificate_chain_file(context, argv[1]) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, argv[2], SSL_FILETYPE_PEM) != 1)
        tls_die("certificate");
    struct event_base *base = event_base_new();
    int fd = listen_on(atoi(argv[3]));
    if (!evconnlistener_new(base, on_accept, base, LEV_OPT_CLOSE_ON_FREE, 0, fd))
        die("evconnlistener_new");
    say_ready();
    event_base_dispatch(base);
}
