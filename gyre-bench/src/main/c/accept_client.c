/*
 * The load of `accept`: connections of one byte each, which the server closes when it has read it.
 * Arguments: steady|wave connections warm-up-ms measured-ms server-pid port
 *
 * "steady" keeps so many connections in flight. "wave" stops the server, opens so many, and times the server alone from
 * the moment it goes on to the last connection's end: the client, which has more to do for each connection than the
 * server, sleeps meanwhile and cannot be what limits the rate.
 *
 * The server closes first, and the client then resets what is left of the connection: neither side is left with a
 * TIME_WAIT, so ports never run out and no peer pays for what an earlier one left behind.
 */
#include "bench.h"
#include <signal.h>

enum { PATIENCE_SECONDS = 10 };

static int server_port, server_pid, in_flight, *sockets;
static clockid_t server_clock;
static uint64_t connections;

static int open_one(void) {
    struct linger reset = {.l_onoff = 1, .l_linger = 0};
    struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
    int fd = connect_to(server_port);
    check(setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset), "SO_LINGER");
    check(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), "SO_RCVTIMEO");
    check(send(fd, "x", 1, MSG_NOSIGNAL), "send");
    return fd;
}

static void await_end(int fd) {
    char unexpected;
    ssize_t n = check(recv(fd, &unexpected, 1, 0), "the server did not close a connection: recv");
    if (n > 0) {
        fprintf(stderr, "the server sent something\n");
        exit(1);
    }
}

/* Servers take connections in the order they came, so waiting for the oldest keeps as many in flight as wanted. */
static void steady(int64_t end) {
    for (int i = 0; now_ns() < end; i = (i + 1) % in_flight) {
        await_end(sockets[i]);
        close(sockets[i]);
        sockets[i] = open_one();
        connections++;
    }
}

static void start_steady(void) {
    for (int i = 0; i < in_flight; i++)
        sockets[i] = open_one();
}

static void measure_steady(int64_t ns) {
    connections = 0;
    int64_t wall = now_ns(), server = cpu_ns(server_clock), client = cpu_ns(CLOCK_PROCESS_CPUTIME_ID);
    steady(wall + ns);
    wall = now_ns() - wall;
    server = cpu_ns(server_clock) - server;
    client = cpu_ns(CLOCK_PROCESS_CPUTIME_ID) - client;
    printf("conn_per_s %.0f\ncpu_us %.4f\n", connections * 1e9 / wall, server / 1e3 / connections);
    printf("server_busy %.3f\nclient_busy %.3f\n", (double)server / wall, (double)client / wall);
}

/* Returns once the server is stopped indeed, and not only told to. */
static void stop_server(void) {
    char path[64], state = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", server_pid);
    check(kill(server_pid, SIGSTOP), "SIGSTOP");
    while (state != 'T') {
        FILE *file = fopen(path, "r");
        if (!file || fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
            die(path);
        fclose(file);
    }
}

static void wave(int measured) {
    stop_server();
    for (int i = 0; i < in_flight; i++)
        sockets[i] = open_one();
    int64_t wall = now_ns(), server = cpu_ns(server_clock);
    check(kill(server_pid, SIGCONT), "SIGCONT");
    for (int i = in_flight - 1; i >= 0; i--) /* The last one ends last: one wait, as a rule, and no more. */
        await_end(sockets[i]);
    wall = now_ns() - wall;
    server = cpu_ns(server_clock) - server;
    for (int i = 0; i < in_flight; i++)
        close(sockets[i]);
    if (measured) {
        printf("conn_per_s %.0f\ncpu_us %.4f\n", in_flight * 1e9 / wall, server / 1e3 / in_flight);
        printf("server_busy %.3f\n", (double)server / wall);
    }
}

static void waves(int64_t ns, int measured) {
    for (int64_t end = now_ns() + ns; now_ns() < end;)
        wave(measured);
}

int main(int argc, char **argv) {
    if (argc != 7) {
        fprintf(stderr, "usage: %s steady|wave connections warm-up-ms measured-ms server-pid port\n", argv[0]);
        return 2;
    }
    int64_t warm_up = atoi(argv[3]) * 1000000LL, measured = atoi(argv[4]) * 1000000LL;
    raise_file_limit();
    in_flight = atoi(argv[2]), server_pid = atoi(argv[5]), server_port = atoi(argv[6]);
    server_clock = clock_of(server_pid);
    sockets = calloc(in_flight, sizeof *sockets);
    if (!strcmp(argv[1], "wave")) {
        waves(warm_up, 0);
        waves(measured, 1);
    } else {
        start_steady();
        steady(now_ns() + warm_up);
        measure_steady(measured);
    }
}
