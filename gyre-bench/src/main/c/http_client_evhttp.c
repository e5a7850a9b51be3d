/* Asks for /hello over libevent's evhttp, one request at a time on each connection. Arguments: port connections warmup_ms run_ms. */
#include "bench.h"
#include <event2/event.h>
#include <event2/http.h>

static long answered;
static struct event_base *base;

static void ask(struct evhttp_connection *connection);

static void on_answer(struct evhttp_request *request, void *connection) {
    if (!request || evhttp_request_get_response_code(request) != 200)
        die("no answer");
    answered++;
    ask(connection);
}

static void ask(struct evhttp_connection *connection) {
    struct evhttp_request *request = evhttp_request_new(on_answer, connection);
    evhttp_add_header(evhttp_request_get_output_headers(request), "Host", "127.0.0.1");
    if (evhttp_make_request(connection, request, EVHTTP_REQ_GET, "/hello"))
        die("evhttp_make_request");
}

static void run(int milliseconds) {
    struct timeval time = {milliseconds / 1000, milliseconds % 1000 * 1000};
    event_base_loopexit(base, &time);
    event_base_dispatch(base);
}

int main(int argc, char **argv) {
    if (argc != 5)
        return 2;
    raise_file_limit();
    base = event_base_new();
    for (int i = atoi(argv[2]); i > 0; i--)
        ask(evhttp_connection_base_new(base, NULL, "127.0.0.1", atoi(argv[1])));
    run(atoi(argv[3]));
    long before = answered;
    int64_t start = now_ns(), cpu = cpu_ns(CLOCK_PROCESS_CPUTIME_ID);
    run(atoi(argv[4]));
    double count = answered - before;
    printf("req_per_s %.2f\n", count * 1e9 / (now_ns() - start));
    printf("cpu_us %.3f\n", (cpu_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu) / 1e3 / count);
    return 0;
}
