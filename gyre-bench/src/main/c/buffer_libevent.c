/* `buffer` over libevent's evbuffer. */
#include "buffer.h"
#include <event2/buffer.h>

static struct evbuffer *here, *there, *from[SLOTS], *to[SLOTS];

static int has(const char *name) {
    (void)name;
    return 1;
}

static void add_and_drain(const char *source, size_t count) {
    evbuffer_add(here, source, count);
    evbuffer_drain(here, count);
}

static void fill(struct evbuffer *buffer, const char *bytes, size_t count, size_t piece) {
    evbuffer_drain(buffer, evbuffer_get_length(buffer));
    for (size_t at = 0; at < count; at += piece)
        evbuffer_add(buffer, bytes + at, count - at < piece ? count - at : piece);
}

static void hold(void) {
    fill(here, text, HELD, PIECE);
}

static void move_there_and_back(void) {
    evbuffer_add_buffer(there, here);
    evbuffer_add_buffer(here, there);
}

static void hold_slot(int slot) {
    evbuffer_drain(to[slot], evbuffer_get_length(to[slot]));
    fill(from[slot], text, HELD, PIECE);
}

static void move_part(int slot, size_t count) {
    evbuffer_remove_buffer(from[slot], to[slot], count);
}

static long index_of_crlf(void) {
    return evbuffer_search_eol(here, NULL, NULL, EVBUFFER_EOL_CRLF).pos;
}

static long index_of_crlf_strict(void) {
    return evbuffer_search_eol(here, NULL, NULL, EVBUFFER_EOL_CRLF_STRICT).pos;
}

static void hold_log(void) {
    fill(here, log_file, log_bytes, LOG_PIECE);
}

static long take_line(void) {
    size_t length;
    char *line = evbuffer_readln(here, &length, EVBUFFER_EOL_LF);
    if (!line)
        return -1;
    free(line);
    return length;
}

static long move_line(void) {
    long length = evbuffer_search_eol(here, NULL, NULL, EVBUFFER_EOL_LF).pos;
    if (length < 0)
        return -1;
    evbuffer_remove_buffer(here, there, length);
    evbuffer_drain(here, 1);
    evbuffer_drain(there, length);
    return length;
}

static void chain(void) {
    for (int i = 0; i < EXTENTS; i++)
        evbuffer_add_reference(here, extents + i * EXTENT, EXTENT, NULL, NULL);
}

static long write_chain(int fd) {
    return evbuffer_write(here, fd);
}

int main(int argc, char **argv) {
    here = evbuffer_new(), there = evbuffer_new();
    for (int i = 0; i < SLOTS; i++)
        from[i] = evbuffer_new(), to[i] = evbuffer_new();
    run_buffer(argc, argv);
}
