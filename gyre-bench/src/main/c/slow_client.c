/*
 * Sends as fast as it can through a proxy to itself, reads slowly, and watches how large the proxy becomes.
 * Arguments: proxy-port target-port proxy-pid MiB MiB-per-second
 *
 * The reader compares every byte, and fails if one is wrong or missing. Resident memory is looked at after each MiB.
 */
#include "bench.h"
#include <poll.h>

enum { MIB = 1 << 20, PERIOD = 251, PATIENCE_SECONDS = 60 };

static char pattern[MIB + PERIOD], input[MIB];
static int64_t total;
static _Atomic int64_t sent;

static int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static void *send_all(void *socket) {
    int fd = *(int *)socket;
    while (sent < total)
        sent += check(send(fd, pattern + sent % PERIOD, smaller(total - sent, MIB), MSG_NOSIGNAL), "send");
    check(shutdown(fd, SHUT_WR), "shutdown");
    return NULL;
}

/* Fails if the stream ends or stalls before that. */
static void read_exactly(int fd, int64_t from, int64_t count) {
    ssize_t n = check(recv(fd, input, count, MSG_WAITALL), "recv");
    if (n != count || memcmp(input, pattern + from % PERIOD, n)) {
        fprintf(stderr, "%s after %lld bytes\n", n < count ? "the end came" : "a wrong byte", (long long)from);
        exit(1);
    }
}

static void read_all(int fd, int pid, double start, int64_t bytes_per_second) {
    double most = start, ahead = 0;
    int64_t began = now_ns();
    for (int64_t done = 0; done < total;) {
        int64_t count = smaller(total - done, MIB);
        read_exactly(fd, done, count);
        done += count;
        double now = resident_mib(pid), lead = (sent - done) / (double)MIB;
        most = now > most ? now : most;
        ahead = lead > ahead ? lead : ahead;
        sleep_until(began + (int64_t)(done * 1e9 / bytes_per_second));
    }
    double seconds = (now_ns() - began) / 1e9;
    if (check(recv(fd, input, 1, 0), "recv of the end") != 0) {
        fprintf(stderr, "more came than was sent\n");
        exit(1);
    }
    printf("start_mib %.2f\nmax_mib %.2f\ngrowth_mib %.2f\n", start, most, most - start);
    printf("ahead_mib %.2f\nread_mib_per_s %.1f\n", ahead, total / seconds / MIB);
}

int main(int argc, char **argv) {
    if (argc != 6) {
        fprintf(stderr, "usage: %s proxy-port target-port proxy-pid MiB MiB-per-second\n", argv[0]);
        return 2;
    }
    int pid = atoi(argv[3]);
    total = atoll(argv[4]) * MIB;
    for (size_t i = 0; i < sizeof pattern; i++)
        pattern[i] = i % PERIOD;
    double start = resident_mib(pid);
    int listener = listen_on(atoi(argv[2])), sender = connect_to(atoi(argv[1]));
    struct pollfd target = {.fd = listener, .events = POLLIN};
    if (check(poll(&target, 1, PATIENCE_SECONDS * 1000), "poll") == 0) {
        fprintf(stderr, "the proxy does not connect\n");
        return 1;
    }
    int reader = check(accept(listener, NULL, NULL), "accept");
    struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
    check(setsockopt(reader, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), "SO_RCVTIMEO");
    pthread_t thread;
    errno = pthread_create(&thread, NULL, send_all, &sender);
    if (errno)
        die("pthread_create");
    read_all(reader, pid, start, atoll(argv[5]) * MIB);
    pthread_join(thread, NULL);
}
