/*
 * Opens connections to an echo server, sends one message on each, and closes it when the echo and then the server's
 * end have come. Counts what goes wrong, and goes on. Arguments: port connections server-pid
 *
 * Several threads, and each connection comes from one of many loopback addresses in turn, so that it is not the
 * client's ports that run out. An error is: no connection, no echo or a wrong one, more bytes than were sent, a reset,
 * or nothing for ten seconds.
 */
#include "exchange.h"
#include <stdatomic.h>

enum { THREADS = 16, SOURCES = 4000, SHOWN = 10, PATIENCE_SECONDS = 10 };

static int port, wanted;
static atomic_int begun, errors;

static struct sockaddr_in source(int number) {
    struct sockaddr_in address = loopback(0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 256 + number % SOURCES);
    return address;
}

static int open_one(int number) {
    int on = 1, fd = check(socket(AF_INET, SOCK_STREAM, 0), "socket");
    struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
    struct sockaddr_in from = source(number);
    check(setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on), "IP_BIND_ADDRESS_NO_PORT");
    check(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), "SO_RCVTIMEO");
    check(bind(fd, (struct sockaddr *)&from, sizeof from), "bind");
    return fd;
}

static const char *converse(int fd) {
    struct sockaddr_in to = loopback(port);
    char unexpected;
    if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0)
        return "connect";
    const char *failed = exchange(fd);
    if (failed)
        return failed;
    if (shutdown(fd, SHUT_WR) < 0)
        return "shutdown";
    ssize_t n = recv(fd, &unexpected, 1, 0);
    return n > 0 ? "more came than was sent" : n < 0 ? "recv of the end" : NULL;
}

static void *churn(void *unused) {
    for (int number; (number = atomic_fetch_add(&begun, 1)) < wanted;) {
        int fd = open_one(number);
        const char *failed = converse(fd);
        if (failed && atomic_fetch_add(&errors, 1) < SHOWN)
            fprintf(stderr, "connection %d: %s: %s\n", number, failed, strerror(errno));
        close(fd);
    }
    return unused;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: %s port connections server-pid\n", argv[0]);
        return 2;
    }
    port = atoi(argv[1]), wanted = atoi(argv[2]);
    pthread_t threads[THREADS];
    double start = resident_mib(atoi(argv[3]));
    int64_t wall = now_ns();
    for (int i = 0; i < THREADS; i++) {
        errno = pthread_create(&threads[i], NULL, churn, NULL);
        if (errno)
            die("pthread_create");
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    int64_t ns = now_ns() - wall;
    printf("connections %d\nerrors %d\n", wanted, atomic_load(&errors));
    printf("conn_per_s %.0f\n", wanted * 1e9 / ns);
    printf("start_mib %.2f\nend_mib %.2f\n", start, resident_mib(atoi(argv[3])));
}
