package io.gyre.buffer;

/**
 * Where a line ends.
 *
 * @param position where its terminator begins
 * @param length how long the terminator is, in bytes
 */
public record EolMatch(Position position, int length) {}
