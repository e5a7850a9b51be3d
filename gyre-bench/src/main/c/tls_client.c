/* The load of `tls`: that of `echo`, by TLS. */
#define TLS
#include "echo_client.c"
