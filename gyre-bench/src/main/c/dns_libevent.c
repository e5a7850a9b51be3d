/*
 * `dns` over libevent's evdns.
 *   resolve PORT COUNT INFLIGHT WARMUP TIMEOUT ATTEMPTS BUFFER
 *                                        looks so many names up, so many at a time, and prints rate, answered, failed and told_twice;
 *                                        TIMEOUT in milliseconds, BUFFER in octets for what its socket receives, 0 for the system's choice
 *   serve PORT                           answers every A query with one address, and says "ready"
 */
#include "bench.h"
#include <arpa/inet.h>
#include <event2/dns.h>
#include <event2/dns_struct.h>
#include <event2/event.h>
#include <event2/util.h>

static struct event_base *base;
static struct evdns_base *dns;
static int count, inflight, started, ended, answered, failed, twice;
static unsigned char *told;

static void start_next(void);

static void on_answer(int result, char type, int n, int ttl, void *addresses, void *arg) {
    int number = (int)(intptr_t)arg;
    (void)type, (void)ttl, (void)addresses;
    if (told[number]++)
        twice++;
    if (result == DNS_ERR_NONE && n > 0)
        answered++;
    else
        failed++;
    if (++ended == count)
        event_base_loopbreak(base);
    else
        start_next();
}

static void start_next(void) {
    char name[64];
    if (started == count)
        return;
    snprintf(name, sizeof name, "h%d.bench", started);
    int number = started++;
    evdns_base_resolve_ipv4(dns, name, DNS_QUERY_NO_SEARCH, on_answer, (void *)(intptr_t)number);
}

static double round_of(int names) {
    count = names;
    started = ended = answered = failed = twice = 0;
    memset(told, 0, (size_t)names);
    double start = now_ns();
    for (int i = 0; i < inflight && i < names; i++)
        start_next();
    event_base_dispatch(base);
    return names / ((now_ns() - start) / 1e9);
}

/* evdns has the option so-rcvbuf from 2.2 on only. Its socket is the one datagram socket here. */
static void receive_buffer(int size) {
    for (int fd = 3; fd < 64 && size > 0; fd++) {
        int type = 0;
        socklen_t length = sizeof type;
        if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_DGRAM)
            setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    }
}

static void quiet(int severity, const char *message) {
    (void)severity, (void)message; /* It tells of each server that is down and up, which is once for each lost datagram. */
}

static int resolve(char **argv) {
    char server[64], text[16];
    int names = atoi(argv[1]), warm_up = atoi(argv[3]);
    inflight = atoi(argv[2]);
    event_set_log_callback(quiet);
    snprintf(server, sizeof server, "127.0.0.1:%s", argv[0]);
    snprintf(text, sizeof text, "%d", inflight);
    base = event_base_new();
    dns = evdns_base_new(base, 0);
    evdns_base_nameserver_ip_add(dns, server);
    evdns_base_set_option(dns, "max-inflight", text);
    snprintf(text, sizeof text, "%.3f", atoi(argv[4]) / 1e3);
    evdns_base_set_option(dns, "timeout", text);
    evdns_base_set_option(dns, "attempts", argv[5]);
    receive_buffer(atoi(argv[6]));
    told = malloc((size_t)(names > warm_up ? names : warm_up));
    round_of(warm_up);
    clockid_t clock = clock_of(getpid());
    int64_t cpu = cpu_ns(clock);
    printf("rate %.2f\n", round_of(names));
    printf("cpu %.3f\n", (cpu_ns(clock) - cpu) / 1e3 / names);
    printf("answered %d\nfailed %d\ntold_twice %d\n", answered, failed, twice);
    return 0;
}

static void on_query(struct evdns_server_request *request, void *arg) {
    static const unsigned char address[4] = {192, 0, 2, 1};
    (void)arg;
    for (int i = 0; i < request->nquestions; i++)
        if (request->questions[i]->type == EVDNS_TYPE_A)
            evdns_server_request_add_a_reply(request, request->questions[i]->name, 1, address, 60);
    evdns_server_request_respond(request, 0);
}

static int serve(int port) {
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    evutil_socket_t fd = socket(AF_INET, SOCK_DGRAM, 0);
    base = event_base_new();
    evutil_make_socket_nonblocking(fd);
    if (bind(fd, (struct sockaddr *)&here, sizeof here) != 0) {
        perror("bind");
        return 1;
    }
    evdns_add_server_port_with_base(base, fd, 0, on_query, NULL);
    puts("ready");
    fflush(stdout);
    event_base_dispatch(base);
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 9 && strcmp(argv[1], "resolve") == 0)
        return resolve(argv + 2);
    if (argc == 3 && strcmp(argv[1], "serve") == 0)
        return serve(atoi(argv[2]));
    fprintf(stderr, "usage: dns_libevent resolve PORT COUNT INFLIGHT WARMUP TIMEOUT ATTEMPTS BUFFER | serve PORT\n");
    return 2;
}
