package io.gyre.tls;

/** Whether a server asks its clients for a certificate. */
public enum ClientAuth {
    /** It does not ask. */
    NONE,

    /** It asks, and goes on with those that have none. */
    WANTED,

    /** It asks, and refuses those that have none. */
    REQUIRED
}
