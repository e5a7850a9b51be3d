/* What idle_client does, by TLS. Arguments: port connections [churn] */
#include "tls.h"

enum { MESSAGE_SIZE = 64 };

static SSL *exchanged(SSL_CTX *context, int fd) {
    char message[MESSAGE_SIZE] = {0};
    SSL *ssl = handshaken(context, fd, NULL);
    if (SSL_write(ssl, message, MESSAGE_SIZE) != MESSAGE_SIZE)
        tls_die("SSL_write");
    for (int got = 0; got < MESSAGE_SIZE;) {
        int n = SSL_read(ssl, message + got, MESSAGE_SIZE - got);
        if (n <= 0)
            tls_die("SSL_read of the echo");
        got += n;
    }
    return ssl;
}

int main(int argc, char **argv) {
    raise_file_limit();
    SSL_CTX *context = client_context();
    for (int i = atoi(argv[2]); i > 0; i--) {
        int fd = connect_to(atoi(argv[1]));
        SSL *ssl = exchanged(context, fd);
        if (argc > 3) {
            SSL_shutdown(ssl);
            SSL_free(ssl);
            close(fd);
        }
    }
    puts("open");
    fflush(stdout);
    while (getchar() != EOF)
        ;
}
