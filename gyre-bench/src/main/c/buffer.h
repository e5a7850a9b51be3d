/*
 * The cases of `buffer`, and how they are timed: the counterpart of BufferRounds.java. The program that includes this
 * supplies the operations below; one that it has no counterpart of it leaves out of its `has`.
 */
#include "bench.h"
#include <sys/uio.h>

enum {
    HELD = 64 * 1024,       /* bytes in the buffer that is moved and searched, */
    PIECE = 4096,           /* which were added in pieces of so many, as a socket's reads would */
    HALF = HELD / 2,
    ODD_PART = 32100,       /* about half, and no library's link ends there */
    LOG = 1024 * 1024,
    LOG_PIECE = 16 * 1024,
    SHORTEST_LINE = 20,
    LONGEST_LINE = 200,
    EXTENTS = 100,          /* of a chain that is written, */
    EXTENT = 100,           /* and the bytes of each */
    SLOTS = 16,             /* buffers that are prepared together for one timing */
    MOST_ADDED = 1024 * 1024,
    MAX_BLOCK = 1000
};

static char text[HELD]; /* ends with the only CR and the only LF */
static char *log_file, *added;
static char extents[EXTENTS * EXTENT];
static int log_lines, log_bytes;

static int has(const char *name);
static void add_and_drain(const char *source, size_t count);
static void hold(void);
static void move_there_and_back(void);
static void hold_slot(int slot);
static void move_part(int slot, size_t count);
static long index_of_crlf(void);
static long index_of_crlf_strict(void);
static void hold_log(void);
static long take_line(void); /* its length without the LF, or -1 */
static long move_line(void);
static void chain(void);
static long write_chain(int fd);

static int block;
static size_t size;
static long (*find)(void);
static long (*next_line)(void);
static int target, drain_from = -1;

static void nothing(void) {}

static void add_block(void) {
    for (int i = 0; i < block; i++)
        add_and_drain(added, size);
}

static void move_block(void) {
    for (int i = 0; i < block; i++)
        move_there_and_back();
}

static void hold_slots(void) {
    for (int i = 0; i < block; i++)
        hold_slot(i);
}

static void part_block(void) {
    for (int i = 0; i < block; i++)
        move_part(i, size);
}

static void expect(long value, long expected, const char *what) {
    if (value != expected) {
        fprintf(stderr, "%s is %ld, not %ld\n", what, value, expected);
        exit(1);
    }
}

static void find_block(void) {
    long sum = 0;
    for (int i = 0; i < block; i++)
        sum += find();
    expect(sum, block * (HELD - 2L), "the sum of what was found");
}

static void line_block(void) {
    long sum = 0, n;
    while ((n = next_line()) >= 0)
        sum += n;
    expect(sum, log_bytes - log_lines, "the sum of all lines");
}

static void drain_socket(void) {
    static char scratch[2 * sizeof extents];
    if (drain_from >= 0)
        while (recv(drain_from, scratch, sizeof scratch, MSG_DONTWAIT) > 0)
            ;
}

static void write_block(void) {
    expect(write_chain(target), sizeof extents, "the number of bytes that were written");
}

static void open_null(void) {
    target = check(open("/dev/null", O_WRONLY | O_CLOEXEC), "/dev/null");
}

static void open_socket(void) {
    int pair[2];
    check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), "socketpair");
    target = pair[0], drain_from = pair[1];
}

static void draw_bytes(char *to, int count, uint64_t *seed) {
    for (int i = 0; i < count; i++)
        to[i] = ' ' + next_random(seed) % 95;
}

static void draw_log(uint64_t *seed) {
    log_file = malloc(LOG);
    while (log_bytes + LONGEST_LINE + 1 <= LOG) {
        int length = SHORTEST_LINE + next_random(seed) % (LONGEST_LINE - SHORTEST_LINE + 1);
        draw_bytes(log_file + log_bytes, length, seed);
        log_bytes += length;
        log_file[log_bytes++] = '\n';
        log_lines++;
    }
}

static void draw_all(void) {
    uint64_t seed = 42;
    draw_bytes(text, HELD, &seed);
    memcpy(text + HELD - 2, "\r\n", 2);
    draw_bytes(extents, sizeof extents, &seed);
    draw_log(&seed);
    added = malloc(MOST_ADDED);
    draw_bytes(added, MOST_ADDED, &seed);
}

/* What is done once, what before each block, and the two parts of a block that are timed. */
struct kase {
    const char *name;
    int block;
    size_t size;
    void (*open)(void), (*prepare)(void), (*build)(void), (*run)(void);
    long (**call)(void), (*call_is)(void);
};

static const struct kase kases[] = {
    {"add-64", MAX_BLOCK, 64, nothing, nothing, NULL, add_block, NULL, NULL},
    {"add-1k", MAX_BLOCK, 1024, nothing, nothing, NULL, add_block, NULL, NULL},
    {"add-16k", 100, 16 * 1024, nothing, nothing, NULL, add_block, NULL, NULL},
    {"add-1m", 1, MOST_ADDED, nothing, nothing, NULL, add_block, NULL, NULL},
    {"move", MAX_BLOCK, HELD, hold, nothing, NULL, move_block, NULL, NULL},
    {"move-half", SLOTS, HALF, nothing, hold_slots, NULL, part_block, NULL, NULL},
    {"move-odd", SLOTS, ODD_PART, nothing, hold_slots, NULL, part_block, NULL, NULL},
    {"crlf", 20, HELD, hold, nothing, NULL, find_block, &find, index_of_crlf},
    {"crlf-strict", 20, HELD, hold, nothing, NULL, find_block, &find, index_of_crlf_strict},
    {"readln", 0, 0, nothing, hold_log, NULL, line_block, &next_line, take_line},
    {"readln-move", 0, 0, nothing, hold_log, NULL, line_block, &next_line, move_line},
    {"writev-null", 1, 0, open_null, nothing, chain, write_block, NULL, NULL},
    {"writev-socket", 1, 0, open_socket, drain_socket, chain, write_block, NULL, NULL},
};

static const struct kase *kase_named(const char *name) {
    for (size_t i = 0; i < sizeof kases / sizeof *kases; i++)
        if (!strcmp(kases[i].name, name))
            return &kases[i];
    fprintf(stderr, "there is no case %s\n", name);
    exit(2);
}

/* Runs blocks for so long, preparations included, and prints what each operation took unless this is the warm-up. */
static void sample(const struct kase *k, int milliseconds, int is_timed) {
    int64_t begin = now_ns(), until = begin + milliseconds * 1000000LL, whole = 0, run = 0, operations = 0;
    int each = k->block ? k->block : log_lines;
    do {
        k->prepare();
        int64_t from = now_ns(), middle = from;
        if (k->build) {
            k->build();
            middle = now_ns();
        }
        k->run();
        int64_t to = now_ns();
        whole += to - from, run += to - middle, operations += each;
    } while (now_ns() < until);
    if (!is_timed)
        return;
    printf("ns %.2f\n", (double)whole / operations);
    if (k->build)
        printf("write_ns %.2f\n", (double)run / operations);
}

/* Arguments: [-t] case warm-up-ms samples sample-ms */
static void run_buffer(int argc, char **argv) {
    take_thread_option(&argc, &argv);
    if (argc < 5) {
        fprintf(stderr, "usage: %s [-t] case warm-up-ms samples sample-ms\n", argv[0]);
        exit(2);
    }
    const struct kase *k = kase_named(argv[1]);
    if (!has(k->name))
        return;
    draw_all();
    block = k->block, size = k->size;
    if (k->call)
        *k->call = k->call_is;
    k->open();
    sample(k, atoi(argv[2]), 0);
    for (int i = atoi(argv[3]); i > 0; i--)
        sample(k, atoi(argv[4]), 1);
}
