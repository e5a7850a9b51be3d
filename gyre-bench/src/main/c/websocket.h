/* A client's side of WebSocket: each message in one masked binary frame. The messages of the load are all the same. */
#ifndef GYRE_BENCH_WEBSOCKET_H
#define GYRE_BENCH_WEBSOCKET_H

#include "bench.h"

enum { FRAMES = 64, LONGEST_HEAD = 8, SHORT = 125 };

static int size;      /* of a message, as the load has it */
static char *payload; /* of the load, which begins with a message */

struct transport {
    int fd, at; /* where in a frame the stream from the server is */
};

static char *frames; /* FRAMES of them, masked */
static int frame_size, head_size;

static void make_frames(void) {
    static const char key[4] = {0x12, (char)0x9a, 0x55, 0x70};
    int extended = size > SHORT ? 2 : 0;
    head_size = 2 + extended;
    frame_size = head_size + 4 + size;
    frames = malloc((size_t)frame_size * FRAMES);
    for (int i = 0; i < FRAMES; i++) {
        char *f = frames + (size_t)i * frame_size;
        f[0] = (char)0x82;
        f[1] = (char)(0x80 | (extended ? 126 : size));
        if (extended) {
            f[2] = (char)(size >> 8);
            f[3] = (char)size;
        }
        memcpy(f + head_size, key, 4);
        for (int b = 0; b < size; b++)
            f[head_size + 4 + b] = payload[b] ^ key[b & 3];
    }
}

static void transport_open(struct transport *t, int fd) {
    static const char request[] = "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    char answer[1024];
    int got = 0;
    t->fd = fd;
    if (!frames)
        make_frames();
    if (send(fd, request, sizeof request - 1, MSG_NOSIGNAL) < 0)
        die("send");
    do {
        ssize_t n = recv(fd, answer + got, sizeof answer - 1 - got, 0);
        if (n <= 0)
            die("recv of the handshake");
        got += n;
        answer[got] = 0;
    } while (!strstr(answer, "\r\n\r\n"));
    if (!strstr(answer, " 101 ")) {
        fprintf(stderr, "the server answered %s\n", answer);
        exit(1);
    }
}

/* Whole messages only, which sockets take as long as few are in flight. */
static ssize_t transport_send(struct transport *t, const void *bytes, size_t count) {
    size_t whole = count / size < FRAMES ? count / size : FRAMES;
    (void)bytes;
    ssize_t n = send(t->fd, frames, whole * frame_size, MSG_NOSIGNAL);
    if (n >= 0 && (size_t)n != whole * frame_size) {
        fprintf(stderr, "a frame was cut off: put fewer messages in flight\n");
        exit(1);
    }
    return n < 0 ? n : (ssize_t)(whole * size);
}

static ssize_t transport_receive(struct transport *t, void *bytes, size_t count) {
    char *in = bytes, *out = bytes;
    int whole = head_size + size;
    ssize_t n = recv(t->fd, bytes, count, 0);
    if (n <= 0)
        return n;
    for (char *end = in + n; in < end;) {
        int step = t->at < head_size ? head_size - t->at : whole - t->at;
        if (step > end - in)
            step = end - in;
        if (t->at >= head_size) {
            memmove(out, in, step);
            out += step;
        }
        in += step;
        t->at = (t->at + step) % whole;
    }
    if (out == (char *)bytes) {
        errno = EAGAIN;
        return -1;
    }
    return out - (char *)bytes;
}

#endif
