package io.gyre.tag;

/**
 * What is before a payload.
 *
 * @param tag unsigned: 32 bits
 * @param length of the payload
 */
public record TagHeader(int tag, int length) {}
