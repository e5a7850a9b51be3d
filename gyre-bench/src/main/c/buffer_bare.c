/*
 * `buffer` without any buffer: memcpy, memchr and writev alone, as a bound for what a case can cost.
 * With a first argument -c a chain is copied to one place and goes by write, and there are no other cases.
 */
#include "buffer.h"

static char copy[MOST_ADDED];
static char line[LONGEST_LINE];
static struct iovec vectors[EXTENTS];
static size_t position;
static int copies;

static int has(const char *name) {
    return copies ? !strncmp(name, "writev", 6) : strncmp(name, "move", 4);
}

/* Keeps the compiler from leaving out what nobody reads. */
static void use(void *bytes) {
    __asm__ volatile("" : : "r"(bytes) : "memory");
}

static void add_and_drain(const char *source, size_t count) {
    memcpy(copy, source, count);
    use(copy);
}

static void hold(void) {}

static void move_there_and_back(void) {}

static void hold_slot(int slot) {
    (void)slot;
}

static void move_part(int slot, size_t count) {
    (void)slot, (void)count;
}

static long index_of_crlf(void) {
    use(text);
    char *lf = memchr(text, '\n', HELD);
    return lf - text - (lf[-1] == '\r');
}

static long index_of_crlf_strict(void) {
    use(text);
    char *cr = text - 1;
    do
        cr = memchr(cr + 1, '\r', text + HELD - cr - 1);
    while (cr[1] != '\n');
    return cr - text;
}

static void hold_log(void) {
    position = 0;
}

static long take_line(void) {
    char *begin = log_file + position, *lf = memchr(begin, '\n', log_bytes - position);
    if (!lf)
        return -1;
    memcpy(line, begin, lf - begin);
    use(line);
    position += lf - begin + 1;
    return lf - begin;
}

static long move_line(void) {
    return take_line();
}

static void chain(void) {
    if (copies) {
        for (int i = 0; i < EXTENTS; i++)
            memcpy(copy + i * EXTENT, extents + i * EXTENT, EXTENT);
        use(copy);
        return;
    }
    for (int i = 0; i < EXTENTS; i++)
        vectors[i] = (struct iovec){extents + i * EXTENT, EXTENT};
    use(vectors);
}

static long write_chain(int fd) {
    return copies ? write(fd, copy, sizeof extents) : writev(fd, vectors, EXTENTS);
}

int main(int argc, char **argv) {
    copies = argc > 1 && !strcmp(argv[1], "-c");
    run_buffer(argc - copies, argv + copies);
}
