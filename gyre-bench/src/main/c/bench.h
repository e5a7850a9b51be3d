/* What every C peer needs: a clock, sockets, a file limit, random numbers, and the idle second thread. */
#ifndef GYRE_BENCH_H
#define GYRE_BENCH_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define UNUSED __attribute__((unused))

UNUSED static void die(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

UNUSED static int check(int result, const char *what) {
    if (result < 0)
        die(what);
    return result;
}

UNUSED static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/*
 * A process's CPU time: the kernel's sum, over all threads, of what /proc/PID/task/TID/schedstat counts first, and
 * threads that have ended are not lost from it.
 */
UNUSED static clockid_t clock_of(int pid) {
    clockid_t clock;
    errno = clock_getcpuclockid(pid, &clock);
    if (errno)
        die("clock_getcpuclockid");
    return clock;
}

UNUSED static int64_t cpu_ns(clockid_t clock) {
    struct timespec t;
    check(clock_gettime(clock, &t), "clock_gettime");
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

UNUSED static double resident_mib(int pid) {
    char path[64];
    long total, resident = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", pid);
    FILE *file = fopen(path, "r");
    if (file && fscanf(file, "%ld %ld", &total, &resident) != 2)
        resident = 0;
    if (file)
        fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1048576.0);
}

UNUSED static void sleep_until(int64_t deadline_ns) {
    struct timespec t = {deadline_ns / 1000000000LL, deadline_ns % 1000000000LL};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
        ;
}

/* splitmix64: the Java peers draw from java.util.SplittableRandom, which is the same generator. */
UNUSED static uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

UNUSED static void raise_file_limit(void) {
    struct rlimit limit;
    check(getrlimit(RLIMIT_NOFILE, &limit), "getrlimit");
    limit.rlim_cur = limit.rlim_max;
    check(setrlimit(RLIMIT_NOFILE, &limit), "setrlimit");
}

static void *pause_for_ever(void *unused) {
    (void)unused;
    for (;;)
        pause();
    return NULL;
}

/* With a second thread the kernel takes its slower path for every descriptor argument, as it does for any JVM. */
UNUSED static void start_idle_thread(void) {
    pthread_t thread;
    errno = pthread_create(&thread, NULL, pause_for_ever, NULL);
    if (errno)
        die("pthread_create");
}

/* Takes a first argument away if it is that option. */
UNUSED static int take_option(int *argc, char ***argv, const char *option) {
    if (*argc < 2 || strcmp((*argv)[1], option))
        return 0;
    ++*argv, --*argc;
    return 1;
}

/* A first argument "-t" asks for the idle thread. */
UNUSED static void take_thread_option(int *argc, char ***argv) {
    if (take_option(argc, argv, "-t"))
        start_idle_thread();
}

UNUSED static void make_nonblocking(int fd) {
    check(fcntl(fd, F_SETFL, check(fcntl(fd, F_GETFL), "fcntl") | O_NONBLOCK), "fcntl");
}

UNUSED static void no_delay(int fd) {
    int on = 1;
    check(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "TCP_NODELAY");
}

UNUSED static struct sockaddr_in loopback(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

UNUSED static int listen_on(int port) {
    int on = 1, fd = check(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket");
    struct sockaddr_in address = loopback(port);
    check(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "SO_REUSEADDR");
    check(bind(fd, (struct sockaddr *)&address, sizeof address), "bind");
    check(listen(fd, 4096), "listen");
    return fd;
}

UNUSED static int connect_to(int port) {
    int fd = check(socket(AF_INET, SOCK_STREAM, 0), "socket");
    struct sockaddr_in address = loopback(port);
    check(connect(fd, (struct sockaddr *)&address, sizeof address), "connect");
    no_delay(fd);
    return fd;
}

UNUSED static void say_ready(void) {
    puts("ready");
    fflush(stdout);
}

#endif
