/*
 * `echo` over a bare io_uring, by completions: multishot accept and receive into provided buffers of 64 KiB, and one
 * send in flight for each connection. Argument: port. Needs Linux 6.1.
 */
#define _GNU_SOURCE
#include "bench.h"
#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/syscall.h>

enum { ENTRIES = 1024, BUFFERS = 128, BUFFER_BYTES = 64 * 1024, MOST_FDS = 65536 };
enum kind { ACCEPT, RECEIVE, SEND };

/* What was received and is to be sent, in order; a buffer is linked to the next by its number. */
struct connection {
    int first, last; /* buffers, -1 for none */
    unsigned sent;
    char starved, ended;
};

static int ring, listener;
static struct io_uring_sqe *submissions;
static struct io_uring_cqe *completions;
static unsigned *sq_head, *sq_tail, *cq_head, *cq_tail, *sq_array, sq_mask, cq_mask, local_tail;
static struct io_uring_buf_ring *pool;
static char *memory;
static unsigned short pool_tail;
static int next_buffer[BUFFERS];
static unsigned length_of[BUFFERS];
static struct connection connections[MOST_FDS];
static int starved[MOST_FDS], starved_count;

static int enter(unsigned wait) {
    __atomic_store_n(sq_tail, local_tail, __ATOMIC_RELEASE);
    unsigned waiting = local_tail - __atomic_load_n(sq_head, __ATOMIC_ACQUIRE);
    return syscall(SYS_io_uring_enter, ring, waiting, wait, IORING_ENTER_GETEVENTS, NULL, 0);
}

static struct io_uring_sqe *submission(enum kind kind, int opcode, int fd) {
    if (local_tail - __atomic_load_n(sq_head, __ATOMIC_ACQUIRE) == ENTRIES)
        enter(0);
    struct io_uring_sqe *sqe = &submissions[local_tail++ & sq_mask];
    memset(sqe, 0, sizeof *sqe);
    sqe->opcode = opcode;
    sqe->fd = fd;
    sqe->user_data = (uint64_t) kind << 32 | (unsigned) fd;
    return sqe;
}

static void set_up(void) {
    struct io_uring_params p = {
        .flags = IORING_SETUP_CQSIZE | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
        .cq_entries = 4 * ENTRIES,
    };
    ring = check(syscall(SYS_io_uring_setup, ENTRIES, &p), "io_uring_setup");
    size_t rings = p.cq_off.cqes + p.cq_entries * sizeof *completions, array = p.sq_off.array + ENTRIES * 4;
    char *at = mmap(NULL, rings > array ? rings : array, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring, 0);
    submissions = mmap(NULL, ENTRIES * sizeof *submissions, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring,
                       IORING_OFF_SQES);
    if (at == MAP_FAILED || submissions == MAP_FAILED)
        die("mmap");
    sq_head = (unsigned *) (at + p.sq_off.head);
    sq_tail = (unsigned *) (at + p.sq_off.tail);
    sq_array = (unsigned *) (at + p.sq_off.array);
    cq_head = (unsigned *) (at + p.cq_off.head);
    cq_tail = (unsigned *) (at + p.cq_off.tail);
    completions = (struct io_uring_cqe *) (at + p.cq_off.cqes);
    sq_mask = p.sq_entries - 1;
    cq_mask = p.cq_entries - 1;
    for (unsigned i = 0; i < ENTRIES; i++)
        sq_array[i] = i;
}

static void provide(int buffer) {
    struct io_uring_buf *b = &pool->bufs[pool_tail & (BUFFERS - 1)];
    b->addr = (uintptr_t) memory + (size_t) buffer * BUFFER_BYTES;
    b->len = BUFFER_BYTES;
    b->bid = buffer;
    __atomic_store_n(&pool->tail, ++pool_tail, __ATOMIC_RELEASE);
}

static void provide_all(void) {
    pool = mmap(NULL, BUFFERS * sizeof(struct io_uring_buf), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memory = mmap(NULL, (size_t) BUFFERS * BUFFER_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct io_uring_buf_reg registration = {.ring_addr = (uintptr_t) pool, .ring_entries = BUFFERS};
    check(syscall(SYS_io_uring_register, ring, IORING_REGISTER_PBUF_RING, &registration, 1), "io_uring_register");
    for (int i = 0; i < BUFFERS; i++)
        provide(i);
}

static void receive(int fd) {
    struct io_uring_sqe *sqe = submission(RECEIVE, IORING_OP_RECV, fd);
    sqe->ioprio = IORING_RECV_MULTISHOT;
    sqe->flags = IOSQE_BUFFER_SELECT;
}

static void send_first(int fd) {
    struct connection *c = &connections[fd];
    struct io_uring_sqe *sqe = submission(SEND, IORING_OP_SEND, fd);
    sqe->addr = (uintptr_t) memory + (size_t) c->first * BUFFER_BYTES + c->sent;
    sqe->len = length_of[c->first] - c->sent;
    sqe->msg_flags = MSG_NOSIGNAL | MSG_WAITALL;
}

static void release_first(struct connection *c) {
    int done = c->first;
    c->first = next_buffer[done];
    c->sent = 0;
    provide(done);
}

static void end(int fd) {
    struct connection *c = &connections[fd];
    c->ended = 1;
    if (c->first < 0 && !c->starved)
        close(fd);
}

static void on_accept(struct io_uring_cqe *cqe) {
    if (!(cqe->flags & IORING_CQE_F_MORE))
        submission(ACCEPT, IORING_OP_ACCEPT, listener)->ioprio = IORING_ACCEPT_MULTISHOT;
    if (cqe->res >= 0) {
        no_delay(cqe->res);
        connections[cqe->res] = (struct connection){.first = -1, .last = -1};
        receive(cqe->res);
    }
}

static void on_receive(int fd, struct io_uring_cqe *cqe) {
    struct connection *c = &connections[fd];
    if (cqe->res > 0) {
        int buffer = cqe->flags >> IORING_CQE_BUFFER_SHIFT;
        length_of[buffer] = cqe->res;
        next_buffer[buffer] = -1;
        if (c->first < 0) {
            c->first = c->last = buffer;
            send_first(fd);
        } else {
            next_buffer[c->last] = buffer;
            c->last = buffer;
        }
    }
    if (cqe->res == -ENOBUFS) { /* Asked again when a buffer has come back, not before. */
        c->starved = 1;
        starved[starved_count++] = fd;
    } else if (cqe->res <= 0) {
        end(fd);
    } else if (!(cqe->flags & IORING_CQE_F_MORE)) {
        receive(fd);
    }
}

static void on_send(int fd, int result) {
    struct connection *c = &connections[fd];
    c->sent += result < 0 ? length_of[c->first] : (unsigned) result;
    if (c->sent >= length_of[c->first])
        release_first(c);
    if (c->first >= 0)
        send_first(fd);
    else if (c->ended)
        end(fd);
    if (starved_count > 0) {
        int hungry = starved[--starved_count];
        connections[hungry].starved = 0;
        receive(hungry);
    }
}

int main(int argc, char **argv) {
    if (argc < 2)
        return 2;
    raise_file_limit();
    set_up();
    provide_all();
    listener = listen_on(atoi(argv[1]));
    submission(ACCEPT, IORING_OP_ACCEPT, listener)->ioprio = IORING_ACCEPT_MULTISHOT;
    say_ready();
    for (unsigned head = 0;; __atomic_store_n(cq_head, head, __ATOMIC_RELEASE)) {
        if (enter(1) < 0 && errno != EINTR && errno != EBUSY)
            die("io_uring_enter");
        for (unsigned tail = __atomic_load_n(cq_tail, __ATOMIC_ACQUIRE); head != tail; head++) {
            struct io_uring_cqe *cqe = &completions[head & cq_mask];
            int fd = (int) cqe->user_data;
            switch (cqe->user_data >> 32) {
                case ACCEPT: on_accept(cqe); break;
                case RECEIVE: on_receive(fd, cqe); break;
                default: on_send(fd, cqe->res);
            }
        }
    }
}
