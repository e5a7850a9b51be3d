/*
 * Opens connections to an echo server, exchanges one 64 B message on each, says "open", and keeps them until its
 * standard input ends. Arguments: port connections
 */
#include "bench.h"

enum { SIZE = 64 };

static void exchange(int fd) {
    char message[SIZE], answer[SIZE];
    memset(message, 'x', SIZE);
    if (send(fd, message, SIZE, 0) != SIZE || recv(fd, answer, SIZE, MSG_WAITALL) != SIZE)
        die("exchange");
    if (memcmp(message, answer, SIZE)) {
        fprintf(stderr, "the echo differs from the message\n");
        exit(1);
    }
}

int main(int argc, char **argv) {
    (void)argc;
    raise_file_limit();
    for (int i = atoi(argv[2]); i > 0; i--)
        exchange(connect_to(atoi(argv[1])));
    puts("open");
    fflush(stdout);
    while (getchar() != EOF)
        ;
}
