/* Puts a value, gets it, and prints it: the client of docs/rpc.md, over libevent. Compiled with what event_rpcgen.py makes of kv.rpc. */
#include <event2/event.h>
#include <event2/event_compat.h>
#include <event2/http.h>
#include <event2/rpc.h>
#include <event2/rpc_struct.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kv.gen.h"

void event_warn(const char *fmt, ...) { (void)fmt; } // What is generated calls it, but the library keeps it to itself.

// begin quote
EVRPC_HEADER(Put, kv_put, kv_value)
EVRPC_GENERATE(Put, kv_put, kv_value)
EVRPC_HEADER(Get, kv_get, kv_value)
EVRPC_GENERATE(Get, kv_get, kv_value)

static void got(struct evrpc_status *status, struct kv_get *get, struct kv_value *reply, void *base) {
    ev_uint8_t *value;
    ev_uint32_t length;
    if (status->error == EVRPC_STATUS_ERR_NONE && EVTAG_GET_WITH_LEN(reply, value, &value, &length) == 0)
        printf("%.*s\n", (int)length, (char *)value);
    else
        printf("error %d\n", status->error);
    event_base_loopbreak(base);
}

static void put(struct evrpc_status *status, struct kv_put *put, struct kv_value *reply, void *arg) {
    printf("put: %d\n", status->error);
}

int main(int argc, char **argv) {
    struct event_base *base = event_init(); // Connections without a base, the only ones that a pool takes, need its.
    struct evrpc_pool *pool = evrpc_pool_new(base);
    evrpc_pool_add_connection(pool, evhttp_connection_base_new(NULL, NULL, "127.0.0.1", atoi(argv[1])));

    struct kv_put *request = kv_put_new();
    EVTAG_ASSIGN(request, key, argv[2]);
    EVTAG_ASSIGN_WITH_LEN(request, value, (ev_uint8_t *)argv[3], strlen(argv[3]));
    EVRPC_MAKE_REQUEST(Put, pool, request, kv_value_new(), put, base);

    struct kv_get *question = kv_get_new();
    EVTAG_ASSIGN(question, key, argv[2]);
    EVRPC_MAKE_REQUEST(Get, pool, question, kv_value_new(), got, base);
    return event_base_dispatch(base) < 0;
}
// end quote
