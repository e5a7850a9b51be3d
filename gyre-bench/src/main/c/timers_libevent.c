/*
 * `timers` over libevent: nanoseconds for each add, reschedule, cancel and fire of many one-shot timers.
 * heap: random deadlines in the min-heap. common: one common timeout, so that every deadline is now + its duration.
 * outside: the calls are made outside the loop and read the clock; inside: from a callback, with the cached time.
 */
#include "bench.h"
#include <event2/event.h>
#include <event2/event_struct.h>

enum { FAR_MIN_US = 60 * 1000000, FAR_SPAN_US = 3600 * 1000000LL, NEAR_SPAN_US = 100 * 1000 };

static struct event_base *base;
static struct event *timers;
static int *order;
static struct timeval *due, *due_again, *due_soon;
static const struct timeval *common_far, *common_soon;
static int count, fired, is_common, is_inside;

static void on_timer(evutil_socket_t fd, short what, void *arg) {
    (void)fd, (void)what, (void)arg;
    fired++;
}

static void add_all(void) {
    for (int i = 0; i < count; i++)
        event_add(&timers[i], is_common ? common_far : &due[i]);
}

static void reschedule_all(void) {
    for (int i = 0; i < count; i++)
        event_add(&timers[order[i]], is_common ? common_far : &due_again[i]);
}

static void cancel_all(void) {
    for (int i = 0; i < count; i++)
        event_del(&timers[order[i]]);
}

static void add_soon(void) {
    for (int i = 0; i < count; i++)
        event_add(&timers[i], is_common ? common_soon : &due_soon[i]);
}

static void fire_all(void) {
    fired = 0;
    while (fired < count)
        event_base_loop(base, EVLOOP_NONBLOCK);
}

static void (*step)(void);
static int64_t step_ns;

static void time_step(void) {
    int64_t begin = now_ns();
    step();
    step_ns = now_ns() - begin;
}

static void on_trigger(evutil_socket_t fd, short what, void *arg) {
    (void)fd, (void)what, (void)arg;
    time_step();
}

static double ns_each(void (*what)(void), int inside) {
    step = what;
    if (inside) {
        event_base_once(base, -1, EV_TIMEOUT, on_trigger, NULL, NULL);
        event_base_loop(base, EVLOOP_NONBLOCK);
    } else {
        time_step();
    }
    return (double)step_ns / count;
}

static void run_round(int is_timed) {
    double add = ns_each(add_all, is_inside), reschedule = ns_each(reschedule_all, is_inside);
    double cancel = ns_each(cancel_all, is_inside);
    add_soon();
    sleep_until(now_ns() + 2 * NEAR_SPAN_US * 1000LL);
    double fire = ns_each(fire_all, 0);
    if (is_timed)
        printf("add_ns %.1f\nreschedule_ns %.1f\ncancel_ns %.1f\nfire_ns %.1f\n", add, reschedule, cancel, fire);
}

static struct timeval microseconds(int64_t us) {
    return (struct timeval){us / 1000000, us % 1000000};
}

static void draw_deadlines(void) {
    uint64_t seed = 42;
    for (int i = 0; i < count; i++) {
        due[i] = microseconds(FAR_MIN_US + next_random(&seed) % FAR_SPAN_US);
        due_again[i] = microseconds(FAR_MIN_US + next_random(&seed) % FAR_SPAN_US);
        due_soon[i] = microseconds(next_random(&seed) % NEAR_SPAN_US);
        int j = next_random(&seed) % (i + 1);
        order[i] = order[j];
        order[j] = i;
    }
}

static void prepare(void) {
    struct timeval far = microseconds(FAR_MIN_US), soon = microseconds(NEAR_SPAN_US);
    base = event_base_new();
    common_far = event_base_init_common_timeout(base, &far);
    common_soon = event_base_init_common_timeout(base, &soon);
    timers = calloc(count, sizeof *timers);
    order = calloc(count, sizeof *order);
    due = calloc(count, sizeof *due);
    due_again = calloc(count, sizeof *due_again);
    due_soon = calloc(count, sizeof *due_soon);
    draw_deadlines();
    for (int i = 0; i < count; i++)
        evtimer_assign(&timers[i], base, on_timer, NULL);
}

int main(int argc, char **argv) {
    if (argc < 6) {
        fprintf(stderr, "usage: %s heap|common outside|inside timers warm-up-rounds timed-rounds\n", argv[0]);
        return 2;
    }
    is_common = !strcmp(argv[1], "common");
    is_inside = !strcmp(argv[2], "inside");
    count = atoi(argv[3]);
    int warm_up = atoi(argv[4]), timed = atoi(argv[5]);
    prepare();
    for (int i = 0; i < warm_up + timed; i++)
        run_round(i >= warm_up);
}
