/* One 64 B message to an echo server and back, for the clients that count connections rather than messages. */
#include "bench.h"

enum { MESSAGE_SIZE = 64 };

/* Returns what failed, or NULL; errno is 0 if no call did. */
static const char *exchange(int fd) {
    char message[MESSAGE_SIZE], answer[MESSAGE_SIZE];
    errno = 0;
    memset(message, 'x', MESSAGE_SIZE);
    if (send(fd, message, MESSAGE_SIZE, MSG_NOSIGNAL) != MESSAGE_SIZE)
        return "send";
    if (recv(fd, answer, MESSAGE_SIZE, MSG_WAITALL) != MESSAGE_SIZE)
        return "recv of the echo";
    return memcmp(message, answer, MESSAGE_SIZE) ? "the echo differs from the message" : NULL;
}
