/*
 * RPC over libevent, with what event_rpcgen.py makes of rpc_bench.rpc.
 *   server PORT | client PORT CONNECTIONS WARM_UP_MS MEASURED_MS | codec WARM_UP_MS SAMPLES SAMPLE_MS
 */
#include "bench.h"
#include "rpc_bench.gen.h"
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/event_compat.h>
#include <event2/http.h>
#include <event2/rpc.h>
#include <event2/rpc_struct.h>

void event_warn(const char *fmt, ...) { (void)fmt; } /* What is generated calls these, and the library keeps them. */
void event_warnx(const char *fmt, ...) { (void)fmt; }

EVRPC_HEADER(Echo, inner, inner)
EVRPC_GENERATE(Echo, inner, inner)

static void on_echo(EVRPC_STRUCT(Echo) * rpc, void *arg) {
    ev_uint32_t a;
    char *s;
    (void)arg;
    EVTAG_GET(rpc->request, a, &a);
    EVTAG_GET(rpc->request, s, &s);
    EVTAG_ASSIGN(rpc->reply, a, a);
    EVTAG_ASSIGN(rpc->reply, s, s);
    EVRPC_REQUEST_DONE(rpc);
}

static void serve(int port) {
    struct event_base *base = event_base_new();
    struct evhttp *http = evhttp_new(base);
    struct evrpc_base *rpc = evrpc_init(http);
    int fd = listen_on(port);
    EVRPC_REGISTER(rpc, Echo, inner, inner, on_echo, NULL);
    no_delay(fd);
    if (evhttp_accept_socket(http, fd))
        die("evhttp_accept_socket");
    say_ready();
    event_base_dispatch(base);
}

static struct event_base *loop;
static struct evrpc_pool *pool;
static struct inner *question;
static int64_t calls;

static void call(void);

static void answered(struct evrpc_status *status, struct inner *request, struct inner *reply, void *arg) {
    (void)request;
    (void)arg;
    if (status->error != EVRPC_STATUS_ERR_NONE)
        die("a call failed");
    inner_free(reply);
    calls++;
    call();
}

static void call(void) {
    EVRPC_MAKE_REQUEST(Echo, pool, question, inner_new(), answered, NULL);
}

static int64_t run_for(int ms) {
    struct timeval tv = {ms / 1000, ms % 1000 * 1000};
    int64_t begin = now_ns();
    event_base_loopexit(loop, &tv);
    event_base_dispatch(loop);
    return now_ns() - begin;
}

static void load(int port, int connections, int warm_up, int measured) {
    int i;
    loop = event_init(); /* A pool takes only connections without a base, which libevent makes on that of event_init. */
    pool = evrpc_pool_new(loop);
    question = inner_new();
    EVTAG_ASSIGN(question, a, 300);
    EVTAG_ASSIGN(question, s, "a small message");
    for (i = 0; i < connections; i++)
        evrpc_pool_add_connection(pool, evhttp_connection_base_new(NULL, NULL, "127.0.0.1", port));
    for (i = 0; i < connections; i++)
        call();
    run_for(warm_up);
    calls = 0;
    int64_t nanos = run_for(measured);
    printf("calls_per_s %.1f\n", calls * 1e9 / nanos);
}

static struct twenty *message(void) {
    static ev_uint8_t zeros[64];
    struct twenty *m = twenty_new();
    struct inner *in;
    EVTAG_ASSIGN(m, i1, 1);
    EVTAG_ASSIGN(m, i2, 300);
    EVTAG_ASSIGN(m, i3, 70000);
    EVTAG_ASSIGN(m, i4, 0xffffffff);
    EVTAG_ASSIGN(m, l1, 1ULL << 40);
    EVTAG_ASSIGN(m, l2, 5);
    EVTAG_ASSIGN(m, l3, 0xffffffffffffffffULL);
    EVTAG_ASSIGN(m, s1, "hello");
    EVTAG_ASSIGN(m, s2, "a longer piece of text");
    EVTAG_ASSIGN(m, s3, "x");
    EVTAG_ASSIGN(m, s4, "key-0123456789");
    EVTAG_ASSIGN(m, s5, "value");
    EVTAG_ASSIGN_WITH_LEN(m, b1, (ev_uint8_t *)"abcdefgh", 8);
    EVTAG_ASSIGN_WITH_LEN(m, b2, zeros, 64);
    EVTAG_ASSIGN(m, f1, (ev_uint8_t *)"0123456789abcdef");
    EVTAG_GET(m, n1, &in);
    EVTAG_ASSIGN(in, a, 255);
    EVTAG_ASSIGN(in, s, "inner");
    EVTAG_GET(m, n2, &in);
    EVTAG_ASSIGN(in, a, 255);
    EVTAG_ASSIGN(in, s, "inner");
    EVTAG_ASSIGN(m, oi, 7);
    EVTAG_ASSIGN(m, os, "optional");
    EVTAG_ASSIGN(m, ol, 9);
    return m;
}

/* Returns the nanoseconds of a round trip. */
static double round_trips(struct twenty *m, struct evbuffer *buffer, int ms) {
    int64_t begin = now_ns(), end = begin + ms * 1000000LL, now;
    long count = 0;
    do {
        int i;
        for (i = 0; i < 1000; i++) {
            struct twenty *read = twenty_new();
            twenty_marshal(buffer, m);
            if (twenty_unmarshal(read, buffer))
                die("twenty_unmarshal");
            twenty_free(read);
        }
        count += 1000;
        now = now_ns();
    } while (now < end);
    return (double)(now - begin) / count;
}

static void codec(int warm_up, int samples, int ms) {
    struct twenty *m = message();
    struct evbuffer *buffer = evbuffer_new();
    round_trips(m, buffer, warm_up);
    while (samples-- > 0)
        printf("ns %.1f\n", round_trips(m, buffer, ms));
}

int main(int argc, char **argv) {
    raise_file_limit();
    if (argc == 3 && !strcmp(argv[1], "server"))
        serve(atoi(argv[2]));
    else if (argc == 6 && !strcmp(argv[1], "client"))
        load(atoi(argv[2]), atoi(argv[3]), atoi(argv[4]), atoi(argv[5]));
    else if (argc == 5 && !strcmp(argv[1], "codec"))
        codec(atoi(argv[2]), atoi(argv[3]), atoi(argv[4]));
    else
        return 2;
}
