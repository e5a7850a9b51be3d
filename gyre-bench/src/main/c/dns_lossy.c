/*
 * A DNS server that loses messages: dns_lossy PORT PERCENT answers queries with one address, but for so many of a hundred, of which it says
 * nothing. A client cannot tell whether the query or the answer was lost. It answers late as well as never: when asked again.
 */
#include "bench.h"

#define MOST 512

static const unsigned char answer[] = {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1};

int main(int argc, char **argv) {
    unsigned char message[MOST + sizeof answer];
    uint64_t random = 1;
    int size = 1 << 21;
    if (argc != 3) {
        fprintf(stderr, "usage: dns_lossy PORT PERCENT\n");
        return 2;
    }
    struct sockaddr_in here = loopback(atoi(argv[1]));
    int percent = atoi(argv[2]);
    int fd = check(socket(AF_INET, SOCK_DGRAM, 0), "socket");
    check(bind(fd, (struct sockaddr *)&here, sizeof here), "bind");
    check(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size), "SO_RCVBUF");
    say_ready();
    for (;;) {
        struct sockaddr_in client;
        socklen_t length = sizeof client;
        ssize_t got = recvfrom(fd, message, MOST, 0, (struct sockaddr *)&client, &length);
        if (got < 17 || (int)(next_random(&random) % 100) < percent)
            continue;
        message[2] |= 0x84; /* QR and AA */
        message[7] = 1;     /* one answer, at the end: nobody who is measured sends an additional section */
        memcpy(message + got, answer, sizeof answer);
        sendto(fd, message, (size_t)got + sizeof answer, 0, (struct sockaddr *)&client, length);
    }
}
