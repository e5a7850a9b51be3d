/*
 * lossy_link LOSS DELAY JITTER REORDER SEED SERVER... -- CLIENT...
 *
 * Runs two commands on two network stacks of their own, with a line between them that loses LOSS packets of a hundred, holds each for DELAY
 * milliseconds, give or take JITTER, and lets REORDER of a hundred overtake all others. The server is 10.77.0.1, the client 10.77.0.2.
 * Ends with the client, and with its exit status; with 77 if there may be no such network here. Nothing of it outlives the commands.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NOT_HERE 77
#define LONGEST 2048
#define MOST 65536

struct packet {
    int64_t due;
    int to;
    int length;
    char *bytes;
};

static struct packet waiting[MOST]; /* a heap by due */
static int count;
static int lines[2];
static int loss, reorder;
static int64_t delay_us, jitter_us;
static uint64_t seed;
static long passed, lost, overtaking;

static void give_up(const char *what) {
    fprintf(stderr, "lossy_link: %s: %s\n", what, strerror(errno));
    exit(NOT_HERE);
}

static int must(int result, const char *what) {
    if (result < 0)
        give_up(what);
    return result;
}

static int64_t now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static uint64_t draw(void) { /* splitmix64 */
    uint64_t z = seed += 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

static int chance(int percent) {
    return (int)(draw() % 100) < percent;
}

static void set_address(int fd, const char *device, const char *address) {
    struct ifreq request = {0};
    struct sockaddr_in in = {.sin_family = AF_INET};
    strncpy(request.ifr_name, device, IFNAMSIZ - 1);
    if (address) {
        in.sin_addr.s_addr = inet_addr(address);
        memcpy(&request.ifr_addr, &in, sizeof in);
        must(ioctl(fd, SIOCSIFADDR, &request), "SIOCSIFADDR");
        in.sin_addr.s_addr = inet_addr("255.255.255.0");
        memcpy(&request.ifr_netmask, &in, sizeof in);
        must(ioctl(fd, SIOCSIFNETMASK, &request), "SIOCSIFNETMASK");
    }
    must(ioctl(fd, SIOCGIFFLAGS, &request), "SIOCGIFFLAGS");
    request.ifr_flags |= IFF_UP | IFF_RUNNING;
    must(ioctl(fd, SIOCSIFFLAGS, &request), "SIOCSIFFLAGS");
}

/* A network stack of this process's own, with one end of the line. */
static int enter(const char *address) {
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
    int control, line;
    must(unshare(CLONE_NEWNET), "unshare");
    line = must(open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC), "/dev/net/tun");
    strcpy(request.ifr_name, "line");
    must(ioctl(line, TUNSETIFF, &request), "TUNSETIFF");
    control = must(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
    set_address(control, "lo", NULL);
    set_address(control, "line", address);
    close(control);
    return line;
}

static void send_descriptor(int to, int fd) {
    char control[CMSG_SPACE(sizeof fd)] = {0}, byte = 0;
    struct iovec one = {&byte, 1};
    struct msghdr message = {.msg_iov = &one, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(head), &fd, sizeof fd);
    must((int)sendmsg(to, &message, 0), "sendmsg");
}

static int receive_descriptor(int from) {
    char control[CMSG_SPACE(sizeof(int))], byte;
    struct iovec one = {&byte, 1};
    struct msghdr message = {.msg_iov = &one, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    int fd;
    if (recvmsg(from, &message, MSG_CMSG_CLOEXEC) <= 0 || !CMSG_FIRSTHDR(&message))
        exit(NOT_HERE); /* The child has said why. */
    memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
    return fd;
}

static pid_t start(const char *address, char **command, int *line) {
    int pair[2];
    must(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), "socketpair");
    pid_t child = must(fork(), "fork");
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(pair[0]);
        send_descriptor(pair[1], enter(address));
        execvp(command[0], command);
        give_up(command[0]);
    }
    close(pair[1]);
    *line = receive_descriptor(pair[0]);
    close(pair[0]);
    return child;
}

static void swap(int a, int b) {
    struct packet kept = waiting[a];
    waiting[a] = waiting[b];
    waiting[b] = kept;
}

static void hold(struct packet packet) {
    int at = count++;
    waiting[at] = packet;
    for (; at > 0 && waiting[at].due < waiting[(at - 1) / 2].due; at = (at - 1) / 2)
        swap(at, (at - 1) / 2);
}

static struct packet next(void) {
    struct packet first = waiting[0];
    waiting[0] = waiting[--count];
    for (int at = 0;;) {
        int least = at;
        for (int child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++)
            if (waiting[child].due < waiting[least].due)
                least = child;
        if (least == at)
            return first;
        swap(at, least);
        at = least;
    }
}

static void take(int from) {
    char bytes[LONGEST];
    int64_t now = now_us();
    for (int i = 0; i < 64; i++) {
        int length = (int)read(lines[from], bytes, sizeof bytes);
        if (length <= 0)
            return;
        if (chance(loss) || count == MOST) {
            lost++;
            continue;
        }
        struct packet packet = {now + delay_us, lines[1 - from], length, malloc((size_t)length)};
        if (jitter_us > 0)
            packet.due += (int64_t)(draw() % (uint64_t)(2 * jitter_us)) - jitter_us;
        if (chance(reorder)) {
            packet.due = now;
            overtaking++;
        }
        memcpy(packet.bytes, bytes, (size_t)length);
        hold(packet);
    }
}

static void deliver(void) {
    while (count > 0 && waiting[0].due <= now_us()) {
        struct packet packet = next();
        if (write(packet.to, packet.bytes, (size_t)packet.length) == packet.length)
            passed++;
        free(packet.bytes);
    }
}

static void carry(void) {
    struct pollfd both[2] = {{lines[0], POLLIN, 0}, {lines[1], POLLIN, 0}};
    int64_t left = count > 0 ? waiting[0].due - now_us() : 20000;
    int millis = left < 0 ? 0 : left > 20000 ? 20 : (int)(left / 1000);
    poll(both, 2, millis);
    for (int i = 0; i < 2; i++)
        if (both[i].revents)
            take(i);
    deliver();
}

int main(int argc, char **argv) {
    int split = 6, status;
    while (split < argc && strcmp(argv[split], "--"))
        split++;
    if (split + 1 >= argc) {
        fprintf(stderr, "usage: lossy_link LOSS DELAY JITTER REORDER SEED SERVER... -- CLIENT...\n");
        return 2;
    }
    loss = atoi(argv[1]);
    delay_us = 1000 * atoi(argv[2]);
    jitter_us = 1000 * atoi(argv[3]);
    reorder = atoi(argv[4]);
    seed = (uint64_t)atoll(argv[5]);
    argv[split] = NULL;
    pid_t server = start("10.77.0.1", argv + 6, &lines[0]);
    pid_t client = start("10.77.0.2", argv + split + 1, &lines[1]);
    while (waitpid(client, &status, WNOHANG) == 0)
        carry();
    kill(server, SIGTERM);
    waitpid(server, NULL, 0);
    fprintf(stderr, "packets: %ld passed, %ld lost, %ld overtook others\n", passed, lost, overtaking);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
