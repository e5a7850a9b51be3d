/* `pipes` over a bare epoll loop: what the kernel alone costs. */
#include "pipes.h"
#include <sys/epoll.h>

enum { BATCH = 512 };

static int epoll, armed;

static void arm_all(void) {
    for (int i = 0; i < pairs; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
        if (armed)
            check(epoll_ctl(epoll, EPOLL_CTL_DEL, pair[i][0], NULL), "epoll_ctl");
        check(epoll_ctl(epoll, EPOLL_CTL_ADD, pair[i][0], &event), "epoll_ctl");
    }
    armed = 1;
}

static void turn(void) {
    struct epoll_event ready[BATCH];
    int n = check(epoll_wait(epoll, ready, BATCH, 0), "epoll_wait");
    for (int i = 0; i < n; i++)
        on_readable(ready[i].data.u32);
}

int main(int argc, char **argv) {
    epoll = check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
    run_pipes(argc, argv);
}
