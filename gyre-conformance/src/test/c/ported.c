#include <event2/event.h>
#include <signal.h>
#include <stdio.h>

// begin quote
static void tick(evutil_socket_t fd, short what, void *arg) { puts("tick"); }
static void stop(evutil_socket_t fd, short what, void *arg) { event_base_loopbreak(arg); }

int main(void) {
    struct timeval second = {1, 0};
    struct event_base *base = event_base_new();
    struct event *timer = event_new(base, -1, EV_PERSIST, tick, NULL);
    struct event *interrupt = evsignal_new(base, SIGINT, stop, base);
    event_add(timer, &second);
    event_add(interrupt, NULL);
    event_base_dispatch(base);
    event_free(interrupt);
    event_free(timer);
    event_base_free(base);
}
// end quote
