/* `pipes` over libevent's events. */
#include "pipes.h"
#include <event2/event.h>
#include <event2/event_struct.h>

static struct event_base *base;
static struct event *events;
static int armed;

static void on_event(evutil_socket_t fd, short what, void *arg) {
    (void)fd, (void)what;
    on_readable((int)(intptr_t)arg);
}

static void arm_all(void) {
    if (!events)
        events = calloc(pairs, sizeof *events);
    for (intptr_t i = 0; i < pairs; i++) {
        if (armed)
            event_del(&events[i]);
        event_assign(&events[i], base, pair[i][0], EV_READ | EV_PERSIST, on_event, (void *)i);
        event_add(&events[i], NULL);
    }
    armed = 1;
}

static void turn(void) {
    event_base_loop(base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
}

int main(int argc, char **argv) {
    base = event_base_new();
    run_pipes(argc, argv);
}
