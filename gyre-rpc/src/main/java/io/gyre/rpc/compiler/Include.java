package io.gyre.rpc.compiler;

/**
 * Another file that is named.
 *
 * @param path what stands between the quotes
 */
record Include(String path, Place place) {}
