/*
 * Opens connections to an echo server, exchanges one 64 B message on each, says "open", and keeps them until its
 * standard input ends. With "churn" each is closed before the next. Arguments: port connections [churn]
 */
#include "exchange.h"

int main(int argc, char **argv) {
    raise_file_limit();
    for (int i = atoi(argv[2]); i > 0; i--) {
        int fd = connect_to(atoi(argv[1]));
        const char *failed = exchange(fd);
        if (failed)
            die(failed);
        if (argc > 3)
            close(fd);
    }
    puts("open");
    fflush(stdout);
    while (getchar() != EOF)
        ;
}
