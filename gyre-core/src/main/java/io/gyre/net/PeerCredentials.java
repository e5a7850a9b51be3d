package io.gyre.net;

/**
 * Which process is at the other end of a Unix socket, as the kernel knows it: {@code SO_PEERCRED}, {@code struct ucred}. Of a connection
 * that was accepted it is the one that connected.
 *
 * @param pid its number
 * @param uid its effective user
 */
public record PeerCredentials(long pid, int uid) {}
