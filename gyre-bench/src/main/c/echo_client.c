/*
 * The load of `echo`: a closed loop that keeps `depth` messages in flight on each connection, and afterwards prints
 * what the measured interval showed.
 * Arguments: port connections message-size depth warm-up-ms measured-ms server-pid
 */
#include "bench.h"
#include "transport.h"
#include <sys/epoll.h>

enum { BATCH = 512, HISTOGRAM_BITS = 6, HISTOGRAM_SIZE = 64 << HISTOGRAM_BITS, STALL_MS = 5000 };

struct connection {
    int fd, wants_write;
    struct transport transport;
    uint64_t sent, received, granted; /* bytes; granted = what may be sent so far */
    int64_t *began;                   /* when each message in flight began, by its number modulo depth */
};

static int epoll, size, depth;
static struct connection *connections;
static char *payload; /* depth + 1 messages, so that any stretch of the stream is contiguous */
static char input[256 * 1024];
static uint64_t messages, histogram[HISTOGRAM_SIZE];
static clockid_t server_clock;

/* Log-linear: exact to 1/64 of the value. */
static int bucket_of(uint64_t ns) {
    int shift = 0;
    while (ns >> shift >= 2 << HISTOGRAM_BITS)
        shift++;
    int bucket = (shift << HISTOGRAM_BITS) + (int)(ns >> shift);
    return bucket < HISTOGRAM_SIZE ? bucket : HISTOGRAM_SIZE - 1;
}

static double bucket_us(int bucket) {
    int shift = (bucket >> HISTOGRAM_BITS) - 1;
    if (shift < 0)
        shift = 0;
    return (double)((uint64_t)(bucket - (shift << HISTOGRAM_BITS)) << shift) / 1e3;
}

static double percentile_us(double fraction) {
    uint64_t seen = 0;
    for (int i = 0; i < HISTOGRAM_SIZE; i++) {
        seen += histogram[i];
        if (seen > fraction * messages)
            return bucket_us(i);
    }
    return 0;
}

static void want_write(struct connection *c, int wanted) {
    struct epoll_event event = {.events = wanted ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.ptr = c};
    if (c->wants_write != wanted)
        check(epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &event), "epoll_ctl");
    c->wants_write = wanted;
}

static void send_granted(struct connection *c) {
    while (c->sent < c->granted) {
        ssize_t n = transport_send(&c->transport, payload + c->sent % size, c->granted - c->sent);
        if (n < 0) {
            if (errno != EAGAIN)
                die("send");
            break;
        }
        c->sent += n;
    }
    want_write(c, c->sent < c->granted);
}

/* Only the first message is compared, to leave the client's CPU to the load; later ones are counted. */
static void compare_first(struct connection *c, ssize_t n) {
    if (c->received >= (uint64_t)size)
        return;
    size_t rest = size - c->received;
    if (memcmp(input, payload + c->received, (size_t)n < rest ? (size_t)n : rest)) {
        fprintf(stderr, "the echo differs from the message\n");
        exit(1);
    }
}

static void on_readable(struct connection *c) {
    ssize_t n = transport_receive(&c->transport, input, sizeof input);
    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0)
        die("the server closed a connection: recv");
    compare_first(c, n);
    uint64_t first = c->received / size, end = (c->received + n) / size;
    int64_t now = now_ns();
    for (uint64_t i = first; i < end; i++) {
        int64_t *began = &c->began[i % depth];
        histogram[bucket_of(now - *began)]++;
        *began = now;
    }
    c->received += n;
    if (c->received > c->sent) {
        fprintf(stderr, "more bytes came back than were sent\n");
        exit(1);
    }
    messages += end - first;
    c->granted += (end - first) * size;
    send_granted(c);
}

static void turn(void) {
    struct epoll_event ready[BATCH];
    int n = epoll_wait(epoll, ready, BATCH, STALL_MS);
    if (n == 0) {
        fprintf(stderr, "no echo for %d ms\n", STALL_MS);
        exit(1);
    }
    for (int i = 0; i < n; i++) {
        struct connection *c = ready[i].data.ptr;
        if (ready[i].events & EPOLLOUT)
            send_granted(c);
        if (ready[i].events & ~EPOLLOUT)
            on_readable(c);
    }
}

static void run_for(int64_t ns) {
    int64_t end = now_ns() + ns;
    while (now_ns() < end)
        turn();
}

static void open_connections(int port, int count) {
    connections = calloc(count, sizeof *connections);
    for (int i = 0; i < count; i++) {
        struct connection *c = &connections[i];
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
        c->fd = connect_to(port);
        transport_open(&c->transport, c->fd);
        make_nonblocking(c->fd);
        c->began = calloc(depth, sizeof *c->began);
        c->granted = (uint64_t)depth * size;
        check(epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event), "epoll_ctl");
    }
    for (int i = 0; i < count; i++) {
        for (int m = 0; m < depth; m++)
            connections[i].began[m] = now_ns();
        send_granted(&connections[i]);
    }
}

static void make_payload(void) {
    size_t length = (size_t)(depth + 1) * size;
    payload = malloc(length);
    for (size_t i = 0; i < length; i++)
        payload[i] = (i % size) * 31 % 251;
}

static void measure(int64_t ns, int pid) {
    memset(histogram, 0, sizeof histogram);
    messages = 0;
    int64_t wall = now_ns(), server = cpu_ns(server_clock), client = cpu_ns(CLOCK_PROCESS_CPUTIME_ID);
    run_for(ns);
    wall = now_ns() - wall;
    server = cpu_ns(server_clock) - server;
    client = cpu_ns(CLOCK_PROCESS_CPUTIME_ID) - client;
    if (messages == 0) {
        fprintf(stderr, "no message was echoed\n");
        exit(1);
    }
    printf("cpu_us %.4f\nmsg_per_s %.0f\n", server / 1e3 / messages, messages * 1e9 / wall);
    printf("p50_us %.1f\np99_us %.1f\np999_us %.1f\n", percentile_us(.5), percentile_us(.99), percentile_us(.999));
    printf("server_busy %.3f\nclient_busy %.3f\n", (double)server / wall, (double)client / wall);
    printf("rss_mib %.1f\n", resident_mib(pid));
}

int main(int argc, char **argv) {
    if (argc != 8) {
        fprintf(stderr, "usage: %s port connections size depth warm-up-ms measured-ms server-pid\n", argv[0]);
        return 2;
    }
    size = atoi(argv[3]), depth = atoi(argv[4]);
    raise_file_limit();
    server_clock = clock_of(atoi(argv[7]));
    epoll = check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
    make_payload();
    open_connections(atoi(argv[1]), atoi(argv[2]));
    run_for(atoi(argv[5]) * 1000000LL);
    measure(atoi(argv[6]) * 1000000LL, atoi(argv[7]));
}
