/* Hello over libevent's evhttp. Arguments: [-n] port; -n sends without Nagle's delay, which evhttp itself does not. */
#include "bench.h"
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>

static void on_hello(struct evhttp_request *request, void *arg) {
    struct evbuffer *body = evbuffer_new();
    (void)arg;
    evbuffer_add(body, "Hello, World!", 13);
    evhttp_add_header(evhttp_request_get_output_headers(request), "Content-Type", "text/plain");
    evhttp_send_reply(request, 200, "OK", body);
    evbuffer_free(body);
}

int main(int argc, char **argv) {
    int without_delay = argc > 2;
    raise_file_limit();
    struct event_base *base = event_base_new();
    struct evhttp *http = evhttp_new(base);
    evhttp_set_cb(http, "/hello", on_hello, NULL);
    int fd = listen_on(atoi(argv[argc - 1]));
    if (without_delay)
        no_delay(fd);
    if (evhttp_accept_socket(http, fd))
        die("evhttp_accept_socket");
    say_ready();
    event_base_dispatch(base);
}
