/*
 * The handshakes of `tls`: one connection after another, each of which echoes one byte, so that its session ticket has come.
 * Arguments: port full|resumed warm-up-ms measured-ms server-pid
 */
#include "tls.h"

static SSL_SESSION *session;
static uint64_t reused;

static int keep_session(SSL *ssl, SSL_SESSION *fresh) {
    (void)ssl;
    SSL_SESSION_free(session);
    session = fresh;
    return 1;
}

static void shake_hands(SSL_CTX *context, int port, int resume) {
    int fd = connect_to(port);
    SSL *ssl = handshaken(context, fd, resume ? session : NULL);
    char byte = 'x';
    if (SSL_write(ssl, &byte, 1) != 1 || SSL_read(ssl, &byte, 1) != 1)
        tls_die("the echo of one byte");
    reused += SSL_session_reused(ssl);
    SSL_shutdown(ssl);
    SSL_free(ssl);
    close(fd);
}

static uint64_t run_for(int64_t ns, SSL_CTX *context, int port, int resume) {
    int64_t end = now_ns() + ns;
    uint64_t count = 0;
    reused = 0;
    for (; now_ns() < end; count++)
        shake_hands(context, port, resume);
    return count;
}

int main(int argc, char **argv) {
    if (argc != 6) {
        fprintf(stderr, "usage: %s port full|resumed warm-up-ms measured-ms server-pid\n", argv[0]);
        return 2;
    }
    int port = atoi(argv[1]), resume = !strcmp(argv[2], "resumed");
    clockid_t server = clock_of(atoi(argv[5]));
    SSL_CTX *context = client_context();
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, keep_session);
    run_for(atoi(argv[3]) * 1000000LL, context, port, resume);
    int64_t wall = now_ns(), cpu = cpu_ns(server);
    uint64_t count = run_for(atoi(argv[4]) * 1000000LL, context, port, resume);
    wall = now_ns() - wall;
    cpu = cpu_ns(server) - cpu;
    printf("cpu_us %.2f\nper_s %.0f\nreused %.3f\n", cpu / 1e3 / count, count * 1e9 / wall, (double)reused / count);
}
