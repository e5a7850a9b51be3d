/* A server by libevent's evhttp for tests of clients. Argument: the port. Prints "ready" when it listens. */
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdio.h>
#include <stdlib.h>

static void say(struct evhttp_request *request, const char *text) {
    struct evbuffer *content = evbuffer_new();
    evbuffer_add_printf(content, "%s", text);
    evhttp_send_reply(request, 200, "OK", content);
    evbuffer_free(content);
}

static void on_hello(struct evhttp_request *request, void *unused) {
    (void)unused;
    say(request, "hello");
}

static void on_echo(struct evhttp_request *request, void *unused) {
    struct evbuffer *content = evbuffer_new();
    (void)unused;
    evbuffer_add_buffer(content, evhttp_request_get_input_buffer(request));
    evhttp_send_reply(request, 200, "OK", content);
    evbuffer_free(content);
}

static void on_chunks(struct evhttp_request *request, void *unused) {
    int i;
    (void)unused;
    evhttp_send_reply_start(request, 200, "OK");
    for (i = 0; i < 3; i++) {
        struct evbuffer *piece = evbuffer_new();
        evbuffer_add_printf(piece, "piece %d;", i);
        evhttp_send_reply_chunk(request, piece);
        evbuffer_free(piece);
    }
    evhttp_send_reply_end(request);
}

static void on_redirect(struct evhttp_request *request, void *unused) {
    (void)unused;
    evhttp_add_header(evhttp_request_get_output_headers(request), "Location", "hello");
    evhttp_send_reply(request, 302, "Found", NULL);
}

static void on_close(struct evhttp_request *request, void *unused) {
    (void)unused;
    evhttp_add_header(evhttp_request_get_output_headers(request), "Connection", "close");
    say(request, "bye");
}

int main(int argc, char **argv) {
    struct event_base *base = event_base_new();
    struct evhttp *http = evhttp_new(base);
    if (argc != 2 || evhttp_bind_socket(http, "127.0.0.1", (ev_uint16_t)atoi(argv[1])))
        return 1;
    evhttp_set_max_body_size(http, 100 << 20);
    evhttp_set_cb(http, "/hello", on_hello, NULL);
    evhttp_set_cb(http, "/echo", on_echo, NULL);
    evhttp_set_cb(http, "/chunks", on_chunks, NULL);
    evhttp_set_cb(http, "/redirect", on_redirect, NULL);
    evhttp_set_cb(http, "/close", on_close, NULL);
    puts("ready");
    fflush(stdout);
    event_base_dispatch(base);
    return 0;
}
