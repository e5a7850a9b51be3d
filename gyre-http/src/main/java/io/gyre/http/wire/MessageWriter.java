package io.gyre.http.wire;

import io.gyre.buffer.EvBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes heads and chunks of messages: RFC 9112. It gathers one head in memory of its own, which it uses again, and then adds it to a buffer.
 * Names and values are taken as they are: whoever has them from elsewhere checks them first. For one thread.
 */
public final class MessageWriter {
    private static final int FIRST_BYTES = 1024;
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n'};
    private static final byte[] OK = "HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String HEX = "0123456789abcdef";
    private static final int LONGEST_NUMBER = 20;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;

    /** Makes a writer with nothing in it. */
    public MessageWriter() {}

    /**
     * Begins the head of a response.
     *
     * @param minorVersion of HTTP/1
     * @param status three digits
     * @param reason may be empty
     */
    public MessageWriter status(int minorVersion, int status, String reason) {
        length = 0;
        if (status == 200 && minorVersion == 1 && reason.equals("OK")) {
            return lines(OK);
        }
        text("HTTP/1.");
        number(minorVersion);
        octet(' ');
        number(status);
        octet(' ');
        text(reason);
        return lineEnd();
    }

    /** Begins the head of a request. */
    public MessageWriter request(String method, String target) {
        length = 0;
        text(method);
        octet(' ');
        text(target);
        text(" HTTP/1.1");
        return lineEnd();
    }

    /** Begins a trailer section. */
    public MessageWriter trailer() {
        length = 0;
        return this;
    }

    /** Adds a field. */
    public MessageWriter field(String name, String value) {
        text(name);
        octet(':');
        octet(' ');
        text(value);
        return lineEnd();
    }

    /** Adds a field with a number. */
    public MessageWriter field(String name, long value) {
        text(name);
        octet(':');
        octet(' ');
        number(value);
        return lineEnd();
    }

    /** Adds lines that are complete already. */
    public MessageWriter lines(byte[] complete) {
        ensure(complete.length);
        System.arraycopy(complete, 0, bytes, length, complete.length);
        length += complete.length;
        return this;
    }

    /** Ends the section and adds it to {@code out}. */
    public void end(EvBuffer out) {
        lineEnd();
        out.add(bytes, 0, length);
        length = 0;
    }

    /** Ends the section and adds it to {@code out}, with content behind it. */
    public void end(EvBuffer out, byte[] content) {
        lineEnd();
        lines(content);
        out.add(bytes, 0, length);
        length = 0;
    }

    /** {@return how many bytes are gathered} */
    public int length() {
        return length;
    }

    /** Adds a chunk with everything in {@code content}, which must not be empty, because an empty chunk is the last. */
    public void chunk(EvBuffer out, EvBuffer content) {
        long size = content.length();
        if (size == 0) {
            throw new IllegalArgumentException("an empty chunk would end the content: use lastChunk for that");
        }
        length = 0;
        hex(size);
        lineEnd();
        out.add(bytes, 0, length);
        length = 0;
        out.addBuffer(content);
        lineEnd();
        out.add(bytes, 0, length);
        length = 0;
    }

    /** Adds the chunk that ends content; a trailer section must follow, be it empty. */
    public void lastChunk(EvBuffer out) {
        out.add(LAST_CHUNK);
    }

    private void hex(long value) {
        ensure(LONGEST_NUMBER);
        int digits = Math.max(1, (64 - Long.numberOfLeadingZeros(value) + 3) / 4);
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
            octet(HEX.charAt((int) (value >>> shift) & 15));
        }
    }

    private void number(long value) {
        ensure(LONGEST_NUMBER);
        long rest = value;
        int at = length + LONGEST_NUMBER;
        do {
            at--;
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        int count = length + LONGEST_NUMBER - at;
        System.arraycopy(bytes, at, bytes, length, count);
        length += count;
    }

    private MessageWriter lineEnd() {
        octet('\r');
        octet('\n');
        return this;
    }

    private void octet(int octet) {
        ensure(1);
        bytes[length++] = (byte) octet;
    }

    /** ISO 8859-1, the charset of heads that loses no octet: the method that is deprecated does just that. */
    @SuppressWarnings("deprecation")
    private void text(String text) {
        int count = text.length();
        ensure(count);
        text.getBytes(0, count, bytes, length);
        length += count;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
