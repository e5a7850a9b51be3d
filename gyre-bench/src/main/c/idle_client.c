/*
 * Opens connections to an echo server, exchanges one 64 B message on each, says "open", and keeps them until its
 * standard input ends. With "churn" each is closed before the next. Arguments: port connections [churn]
 */
#include "bench.h"

enum { SIZE = 64 };

static int exchange(int fd) {
    char message[SIZE], answer[SIZE];
    memset(message, 'x', SIZE);
    if (send(fd, message, SIZE, 0) != SIZE || recv(fd, answer, SIZE, MSG_WAITALL) != SIZE)
        die("exchange");
    if (memcmp(message, answer, SIZE)) {
        fprintf(stderr, "the echo differs from the message\n");
        exit(1);
    }
    return fd;
}

int main(int argc, char **argv) {
    raise_file_limit();
    for (int i = atoi(argv[2]); i > 0; i--) {
        int fd = exchange(connect_to(atoi(argv[1])));
        if (argc > 3)
            close(fd);
    }
    puts("open");
    fflush(stdout);
    while (getchar() != EOF)
        ;
}
