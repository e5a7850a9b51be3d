/* What idle_client does, by HTTP: one request on each connection, which is then kept alive. Arguments: port connections [churn] */
#include "bench.h"

static const char REQUEST[] = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
static const char CONTENT[] = "Hello, World!";

static void exchange(int fd) {
    char reply[4096];
    size_t got = 0;
    errno = 0;
    if (send(fd, REQUEST, sizeof REQUEST - 1, MSG_NOSIGNAL) != sizeof REQUEST - 1)
        die("send");
    do {
        ssize_t n = recv(fd, reply + got, sizeof reply - 1 - got, 0);
        if (n <= 0)
            die("recv of the reply");
        got += n;
        reply[got] = 0;
    } while (!strstr(reply, CONTENT));
}

int main(int argc, char **argv) {
    raise_file_limit();
    for (int i = atoi(argv[2]); i > 0; i--) {
        int fd = connect_to(atoi(argv[1]));
        exchange(fd);
        if (argc > 3)
            close(fd);
    }
    puts("open");
    fflush(stdout);
    while (getchar() != EOF)
        ;
}
