/*
 * kqueue(2) over epoll(7), for tests on Linux: what FreeBSD's manual says of EVFILT_READ, EVFILT_WRITE and EVFILT_USER, of
 * EV_CLEAR, EV_RECEIPT, EV_EOF and NOTE_LOWAT, and no more. A kqueue is one epoll descriptor, so that close(2) closes it.
 *
 * Every number is registered edge-triggered. A filter that is not clearing is told at each edge too, and the number is then
 * registered anew, which makes an edge of what is still ready at the next wait. So a clearing filter may be told once too
 * often where the same number has a filter that is not: the one liberty taken.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { READING, WRITING, FILTERS };
enum { QUEUES = 65536, BATCH = 256 };
enum { EVFILT_READ = -1, EVFILT_WRITE = -2, EVFILT_USER = -11 };
enum { EV_ADD = 0x1, EV_DELETE = 0x2, EV_CLEAR = 0x20, EV_RECEIPT = 0x40, EV_ERROR = 0x4000, EV_EOF = 0x8000 };
enum { NOTE_LOWAT = 0x1, NOTE_TRIGGER = 0x1000000 };

#define USER UINT64_MAX

struct kevent {
    uintptr_t ident;
    short filter;
    unsigned short flags;
    unsigned fflags;
    intptr_t data;
    void *udata;
};

struct knote {
    int present;
    struct kevent asked;
};

/* What is known of a descriptor's number; the serial tells its files apart. */
struct number {
    uint32_t serial;
    int told;
    struct knote notes[FILTERS];
};

struct queue {
    struct number *numbers;
    int size;
    int *told; /* numbers to be registered anew */
    int told_count, told_capacity;
    struct knote user;
};

static struct queue *queues[QUEUES]; /* by descriptor; what a closed one leaves is freed when its number is used again */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int always_readable;

__attribute__((constructor)) static void open_always_readable(void) {
    always_readable = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
}

static void *grow(void *memory, size_t size) {
    memory = realloc(memory, size);
    if (!memory)
        abort();
    return memory;
}

int kqueue(void) {
    int kq = epoll_create1(EPOLL_CLOEXEC);
    if (kq < 0)
        return -1;
    if (kq >= QUEUES) {
        close(kq);
        errno = EMFILE;
        return -1;
    }
    pthread_mutex_lock(&lock);
    if (queues[kq]) {
        free(queues[kq]->numbers);
        free(queues[kq]->told);
    } else {
        queues[kq] = grow(NULL, sizeof *queues[kq]);
    }
    memset(queues[kq], 0, sizeof *queues[kq]);
    pthread_mutex_unlock(&lock);
    return kq;
}

static struct number *number_of(struct queue *queue, int fd) {
    if (fd >= queue->size) {
        int size = fd + 64;
        queue->numbers = grow(queue->numbers, size * sizeof *queue->numbers);
        memset(queue->numbers + queue->size, 0, (size - queue->size) * sizeof *queue->numbers);
        queue->size = size;
    }
    return &queue->numbers[fd];
}

static int control(int kq, int op, int fd, struct number *number) {
    struct epoll_event event = {.events = EPOLLET, .data.u64 = (uint64_t)number->serial << 32 | (uint32_t)fd};
    if (number->notes[READING].present)
        event.events |= EPOLLIN | EPOLLRDHUP;
    if (number->notes[WRITING].present)
        event.events |= EPOLLOUT;
    return epoll_ctl(kq, op, fd, &event) < 0 ? errno : 0;
}

/* Registers the number anew. If it belongs to another file by now, the kernel has dropped what was there before. */
static int register_number(int kq, int fd, struct number *number, int filter) {
    int error = control(kq, EPOLL_CTL_MOD, fd, number);
    if (error != ENOENT)
        return error;
    number->notes[!filter].present = 0;
    number->serial++;
    return control(kq, EPOLL_CTL_ADD, fd, number);
}

static int is_broken_pipe(int fd) {
    struct stat stat;
    struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};
    return fstat(fd, &stat) == 0 && S_ISFIFO(stat.st_mode) && poll(&poll_fd, 1, 0) > 0 && poll_fd.revents & POLLERR;
}

static int add(int kq, int fd, struct number *number, int filter, const struct kevent *change) {
    struct knote *note = &number->notes[filter], before = *note;
    if (filter == WRITING && !note->present && is_broken_pipe(fd))
        return EPIPE; /* as FreeBSD has it */
    unsigned short flags = note->present ? note->asked.flags : change->flags; /* a knote stays as it was made */
    *note = (struct knote){1, *change};
    note->asked.flags = flags;
    int error = register_number(kq, fd, number, filter);
    if (error)
        *note = before;
    return error;
}

static int delete(int kq, int fd, struct number *number, int filter) {
    if (!number->notes[filter].present)
        return ENOENT;
    number->notes[filter].present = 0;
    int error = control(kq, number->notes[!filter].present ? EPOLL_CTL_MOD : EPOLL_CTL_DEL, fd, number);
    if (error)
        number->notes[!filter].present = 0;
    return error;
}

static int apply_user(int kq, struct queue *queue, const struct kevent *change) {
    if (change->flags & EV_ADD)
        queue->user = (struct knote){1, *change};
    if (!queue->user.present)
        return ENOENT;
    if (change->fflags & NOTE_TRIGGER) {
        struct epoll_event event = {.events = EPOLLIN | EPOLLET | EPOLLONESHOT, .data.u64 = USER};
        if (epoll_ctl(kq, EPOLL_CTL_MOD, always_readable, &event) < 0
                && epoll_ctl(kq, EPOLL_CTL_ADD, always_readable, &event) < 0)
            return errno;
    }
    return 0;
}

static int apply(int kq, struct queue *queue, const struct kevent *change) {
    if (change->filter == EVFILT_USER)
        return apply_user(kq, queue, change);
    if (change->filter != EVFILT_READ && change->filter != EVFILT_WRITE)
        return EINVAL;
    int fd = (int)change->ident, filter = change->filter == EVFILT_READ ? READING : WRITING;
    if (fcntl(fd, F_GETFD) < 0)
        return EBADF;
    struct number *number = number_of(queue, fd);
    if (change->flags & EV_DELETE)
        return delete(kq, fd, number, filter);
    if (change->flags & EV_ADD)
        return add(kq, fd, number, filter, change);
    return number->notes[filter].present ? 0 : ENOENT;
}

static void tell_again(struct queue *queue, int fd) {
    struct number *number = number_of(queue, fd);
    if (number->told)
        return;
    number->told = 1;
    if (queue->told_count == queue->told_capacity) {
        queue->told_capacity = queue->told_capacity * 2 + 16;
        queue->told = grow(queue->told, queue->told_capacity * sizeof *queue->told);
    }
    queue->told[queue->told_count++] = fd;
}

static void register_told(int kq, struct queue *queue) {
    for (int i = 0; i < queue->told_count; i++) {
        struct number *number = number_of(queue, queue->told[i]);
        number->told = 0;
        if (number->notes[READING].present || number->notes[WRITING].present)
            control(kq, EPOLL_CTL_MOD, queue->told[i], number);
    }
    queue->told_count = 0;
}

/* What one filter makes of what epoll has found: whether it is to be told of. */
static int occurs(const struct knote *note, int filter, int fd, uint32_t found, struct kevent *out) {
    uint32_t end = filter == READING ? EPOLLRDHUP | EPOLLHUP | EPOLLERR : EPOLLHUP | EPOLLERR;
    if (!note->present || !(found & (end | (filter == READING ? EPOLLIN : EPOLLOUT))))
        return 0;
    int bytes = 1; /* of a listener: how many connections wait, which nobody asks for */
    if (filter == READING)
        ioctl(fd, FIONREAD, &bytes);
    *out = note->asked;
    out->flags = (note->asked.flags & EV_CLEAR) | (found & end ? EV_EOF : 0);
    out->data = bytes;
    return found & end || !(note->asked.fflags & NOTE_LOWAT) || bytes >= note->asked.data;
}

static int collect(struct queue *queue, const struct epoll_event *events, int count, struct kevent *out, int room) {
    int told = 0;
    for (int i = 0; i < count; i++) {
        if (events[i].data.u64 == USER) {
            out[told] = queue->user.asked;
            out[told++].flags = EV_CLEAR;
            continue;
        }
        int fd = (int)(uint32_t)events[i].data.u64;
        struct number *number = number_of(queue, fd);
        if (number->serial != events[i].data.u64 >> 32 || fcntl(fd, F_GETFD) < 0)
            continue; /* closed, though a duplicate keeps the file open */
        for (int filter = 0; filter < FILTERS; filter++) {
            struct kevent occurred;
            if (!occurs(&number->notes[filter], filter, fd, events[i].events, &occurred))
                continue;
            if (told == room || !(occurred.flags & EV_CLEAR))
                tell_again(queue, fd);
            if (told < room)
                out[told++] = occurred;
        }
    }
    return told;
}

static int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* timeout_ns: negative waits for ever. */
static int await(int kq, struct epoll_event *events, int count, int64_t timeout_ns) {
    struct timespec timeout = {.tv_sec = timeout_ns / 1000000000, .tv_nsec = timeout_ns % 1000000000};
    return syscall(SYS_epoll_pwait2, kq, events, count, timeout_ns < 0 ? NULL : &timeout, NULL, 0);
}

static int64_t nanos(const struct timespec *time) {
    if (!time)
        return -1;
    return time->tv_sec > INT64_MAX / 2000000000 ? INT64_MAX / 2 : time->tv_sec * INT64_C(1000000000) + time->tv_nsec;
}

/* Called and returns with the lock held, which is free while it waits. */
static int await_unlocked(int kq, struct epoll_event *events, int count, int64_t timeout_ns) {
    pthread_mutex_unlock(&lock);
    int found = await(kq, events, count, timeout_ns), error = errno;
    pthread_mutex_lock(&lock);
    errno = error;
    return found;
}

/* Each number that was found may be told for two filters, so half of the room is asked for, until there is none. */
static int collect_until(int kq, struct queue *queue, struct kevent *out, int room, int64_t timeout_ns) {
    struct epoll_event events[BATCH];
    int64_t start = timeout_ns > 0 ? now_ns() : 0, left = timeout_ns;
    int told = 0, count;
    do {
        int most = (room - told + 1) / 2;
        count = await_unlocked(kq, events, most < BATCH ? most : BATCH, told ? 0 : left);
        if (count < 0 && told == 0)
            return -1;
        if (count > 0)
            told += collect(queue, events, count, out + told, room - told);
        if (timeout_ns > 0 && (left = timeout_ns - (now_ns() - start)) < 0)
            left = 0;
    } while (count > 0 && told < room);
    register_told(kq, queue); /* in the order in which they were told, and before what is added from now on */
    return told;
}

int kevent(int kq, const struct kevent *changes, int change_count, struct kevent *events, int event_count,
        const struct timespec *timeout) {
    int told = 0;
    if (kq < 0 || kq >= QUEUES || !queues[kq]) {
        errno = EBADF;
        return -1;
    }
    pthread_mutex_lock(&lock);
    for (int i = 0; i < change_count; i++) {
        int error = apply(kq, queues[kq], &changes[i]);
        if (told < event_count && (error || changes[i].flags & EV_RECEIPT)) {
            events[told] = changes[i];
            events[told].flags = EV_ERROR;
            events[told++].data = error;
        } else if (error) {
            pthread_mutex_unlock(&lock);
            errno = error;
            return -1;
        }
    }
    if (told == 0 && event_count > 0)
        told = collect_until(kq, queues[kq], events, event_count, nanos(timeout));
    pthread_mutex_unlock(&lock);
    return told;
}
