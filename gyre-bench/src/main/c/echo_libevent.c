/* `echo` over libevent's bufferevents, as its users write it. Arguments: [-c] port; with -c it closes instead of echoing. */
#include "bench.h"
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>

static int closing;

static void on_readable(struct bufferevent *bev, void *arg) {
    (void)arg;
    if (closing)
        bufferevent_free(bev);
    else
        evbuffer_add_buffer(bufferevent_get_output(bev), bufferevent_get_input(bev));
}

static void on_outcome(struct bufferevent *bev, short what, void *arg) {
    (void)arg;
    if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR))
        bufferevent_free(bev);
}

static void on_accept(struct evconnlistener *l, evutil_socket_t fd, struct sockaddr *from, int len, void *base) {
    struct bufferevent *bev = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
    (void)l, (void)from, (void)len;
    no_delay(fd);
    bufferevent_setcb(bev, on_readable, NULL, on_outcome, NULL);
    bufferevent_enable(bev, EV_READ | EV_WRITE);
}

int main(int argc, char **argv) {
    closing = take_option(&argc, &argv, "-c");
    raise_file_limit();
    struct event_base *base = event_base_new();
    int fd = listen_on(atoi(argv[1]));
    if (!evconnlistener_new(base, on_accept, base, LEV_OPT_CLOSE_ON_FREE, 0, fd))
        die("evconnlistener_new");
    say_ready();
    event_base_dispatch(base);
}
