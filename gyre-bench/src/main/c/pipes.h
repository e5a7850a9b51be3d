/*
 * The rounds of `pipes`, in the shape of libevent's test/bench.c: n socket pairs, a few of them active at first, and
 * every byte read sends one more to the next pair until the round's writes are spent. The program that includes this
 * supplies arm_all() and turn(), and calls on_readable() for every pair that its mechanism reports.
 */
#include "bench.h"

static void arm_all(void);
static void turn(void);

static int pairs, active, writes;
static int (*pair)[2]; /* read end, write end */
static long received, sent, writes_left;

static void send_byte(int i) {
    if (send(pair[i][1], "e", 1, 0) != 1)
        die("send");
    sent++;
}

static void on_readable(int i) {
    char byte;
    ssize_t n = recv(pair[i][0], &byte, 1, 0);
    if (n > 0)
        received += n;
    if (writes_left > 0) {
        writes_left--;
        send_byte(i + 1 < pairs ? i + 1 : 0);
    }
}

static int64_t round_ns(void) {
    arm_all();
    turn();
    received = sent = 0;
    writes_left = writes;
    for (int i = 0; i < active; i++)
        send_byte(i * (pairs / active));
    int64_t begin = now_ns();
    do
        turn();
    while (received != sent);
    return now_ns() - begin;
}

static void open_pairs(void) {
    pair = calloc(pairs, sizeof *pair);
    for (int i = 0; i < pairs; i++) {
        check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair[i]), "socketpair");
    }
}

/* Arguments: [-t] pairs active writes warm-up-ms timed-rounds */
static void run_pipes(int argc, char **argv) {
    take_thread_option(&argc, &argv);
    if (argc < 6) {
        fprintf(stderr, "usage: %s [-t] pairs active writes warm-up-ms timed-rounds\n", argv[0]);
        exit(2);
    }
    pairs = atoi(argv[1]), active = atoi(argv[2]), writes = atoi(argv[3]);
    raise_file_limit();
    open_pairs();
    int64_t warm_until = now_ns() + atoi(argv[4]) * 1000000LL;
    do
        round_ns();
    while (now_ns() < warm_until);
    for (int i = atoi(argv[5]); i > 0; i--)
        printf("round_us %.1f\n", round_ns() / 1e3);
}
