/*
 * libevent's side of the tests of RPC. Compiled with what event_rpcgen.py makes of messages.rpc.
 *
 *   rpc_peer encode       prints messages of its own in hexadecimal
 *   rpc_peer echo TYPE    reads messages in hexadecimal, a line each, and prints what it makes of them again, or "refused"
 *   rpc_peer server       prints its port, and answers calls of Echo with what was asked, and never those of Never
 *   rpc_peer client PORT  calls Echo twenty times over two connections, and Never, and prints the replies
 */
#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/event_compat.h>
#include <event2/http.h>
#include <event2/rpc.h>
#include <event2/rpc_struct.h>
#include <event2/tag.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "messages.gen.h"

/* The generated code calls these, which Debian's library keeps to itself. */
void event_warn(const char *fmt, ...) { (void)fmt; }
void event_warnx(const char *fmt, ...) { (void)fmt; }

static void print(struct evbuffer *bytes) {
    size_t i, length = evbuffer_get_length(bytes);
    unsigned char *all = evbuffer_pullup(bytes, -1);
    for (i = 0; i < length; i++)
        printf("%02x", all[i]);
    printf("\n");
    fflush(stdout);
    evbuffer_drain(bytes, length);
}

static struct every *required(void) {
    struct every *m = every_new();
    struct inner *in;
    EVTAG_ASSIGN(m, int_required, 0xffffffff);
    EVTAG_ASSIGN(m, int64_required, 0x8000000000000000ULL);
    EVTAG_ASSIGN(m, string_required, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80.");
    EVTAG_ASSIGN_WITH_LEN(m, bytes_required, (ev_uint8_t *)"a\0b", 3);
    EVTAG_ASSIGN(m, fixed_required, (ev_uint8_t *)"abc");
    EVTAG_GET(m, struct_required, &in);
    EVTAG_ASSIGN(in, a, 0);
    EVTAG_ASSIGN(in, s, "");
    return m;
}

static struct every *full(void) {
    struct every *m = required();
    struct inner *in;
    EVTAG_ASSIGN(m, int_optional, 16);
    EVTAG_ASSIGN(m, int64_optional, 1ULL << 32);
    EVTAG_ASSIGN(m, string_optional, "text");
    EVTAG_ASSIGN_WITH_LEN(m, bytes_optional, (ev_uint8_t *)"xyz", 3);
    EVTAG_ASSIGN(m, fixed_optional, (ev_uint8_t *)"xyz");
    EVTAG_GET(m, struct_optional, &in);
    EVTAG_ASSIGN(in, a, 255);
    EVTAG_ARRAY_ADD_VALUE(m, int_array, 0);
    EVTAG_ARRAY_ADD_VALUE(m, int_array, 0xffffffff);
    EVTAG_ARRAY_ADD_VALUE(m, int_array, 0x1000);
    EVTAG_ARRAY_ADD_VALUE(m, int64_array, 0xffffffffffffffffULL);
    EVTAG_ARRAY_ADD_VALUE(m, int64_array, 0);
    EVTAG_ARRAY_ADD_VALUE(m, string_array, "");
    EVTAG_ARRAY_ADD_VALUE(m, string_array, "one");
    in = EVTAG_ARRAY_ADD(m, struct_array);
    EVTAG_ASSIGN(in, a, 1);
    in = EVTAG_ARRAY_ADD(m, struct_array);
    EVTAG_ASSIGN(in, a, 2);
    EVTAG_ASSIGN(in, s, "two");
    return m;
}

static int encode(void) {
    struct evbuffer *out = evbuffer_new();
    every_marshal(out, required());
    print(out);
    every_marshal(out, full());
    print(out);
    return 0;
}

static int unhex(char *line, struct evbuffer *into) {
    unsigned value;
    for (; sscanf(line, "%2x", &value) == 1 && line[0] != '\n'; line += 2) {
        unsigned char byte = value;
        evbuffer_add(into, &byte, 1);
    }
    return 0;
}

#define AGAIN(type)                                  \
    do {                                             \
        struct type *m = type##_new();               \
        ok = type##_unmarshal(m, in) == 0;           \
        if (ok)                                      \
            type##_marshal(out, m);                  \
        type##_free(m);                              \
    } while (0)

static int echo(const char *type) {
    static char line[1 << 20];
    struct evbuffer *in = evbuffer_new(), *out = evbuffer_new();
    while (fgets(line, sizeof line, stdin)) {
        int ok = 0;
        unhex(line, in);
        if (!strcmp(type, "every"))
            AGAIN(every);
        else
            AGAIN(msg);
        evbuffer_drain(in, evbuffer_get_length(in));
        if (ok)
            print(out);
        else
            puts("refused");
    }
    return 0;
}

EVRPC_HEADER(Echo, every, every)
EVRPC_GENERATE(Echo, every, every)
EVRPC_HEADER(Never, every, every)
EVRPC_GENERATE(Never, every, every)

static void on_echo(EVRPC_STRUCT(Echo) * rpc, void *arg) {
    struct evbuffer *copy = evbuffer_new();
    every_marshal(copy, rpc->request);
    every_unmarshal(rpc->reply, copy);
    evbuffer_free(copy);
    EVRPC_REQUEST_DONE(rpc);
    (void)arg;
}

static void on_never(EVRPC_STRUCT(Never) * rpc, void *arg) {
    (void)rpc;
    (void)arg;
}

static int server(void) {
    struct event_base *base = event_base_new();
    struct evhttp *http = evhttp_new(base);
    struct evhttp_bound_socket *bound = evhttp_bind_socket_with_handle(http, "127.0.0.1", 0);
    struct evrpc_base *rpc = evrpc_init(http);
    struct sockaddr_in at;
    socklen_t length = sizeof at;
    EVRPC_REGISTER(rpc, Echo, every, every, on_echo, NULL);
    EVRPC_REGISTER(rpc, Never, every, every, on_never, NULL);
    getsockname(evhttp_bound_socket_get_fd(bound), (struct sockaddr *)&at, &length);
    printf("%d\n", ntohs(at.sin_port));
    fflush(stdout);
    return event_base_dispatch(base);
}

static int left;

static void answered(struct evrpc_status *status, struct every *request, struct every *reply, void *base) {
    struct evbuffer *out = evbuffer_new();
    if (status->error == EVRPC_STATUS_ERR_NONE) {
        every_marshal(out, reply);
        print(out);
    } else
        printf("error %d\n", status->error);
    (void)request;
    if (--left == 0)
        event_base_loopbreak(base);
}

static int client(int port) {
    /* A pool takes only connections without a base, which libevent makes on that of event_init. */
    struct event_base *base = event_init();
    struct evrpc_pool *pool = evrpc_pool_new(base);
    int i;
    for (i = 0; i < 2; i++)
        evrpc_pool_add_connection(pool, evhttp_connection_base_new(NULL, NULL, "127.0.0.1", port));
    left = 21;
    for (i = 0; i < 20; i++)
        EVRPC_MAKE_REQUEST(Echo, pool, full(), every_new(), answered, base);
    evrpc_pool_set_timeout(pool, 1);
    EVRPC_MAKE_REQUEST(Never, pool, required(), every_new(), answered, base);
    return event_base_dispatch(base) < 0;
}

int main(int argc, char **argv) {
    if (argc > 1 && !strcmp(argv[1], "encode"))
        return encode();
    if (argc > 2 && !strcmp(argv[1], "echo"))
        return echo(argv[2]);
    if (argc > 1 && !strcmp(argv[1], "server"))
        return server();
    if (argc > 2 && !strcmp(argv[1], "client"))
        return client(atoi(argv[2]));
    return 2;
}
