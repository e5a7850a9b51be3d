/* The load of `websocket`: that of `echo`, in frames of WebSocket. */
#define WEBSOCKET
#include "echo_client.c"
