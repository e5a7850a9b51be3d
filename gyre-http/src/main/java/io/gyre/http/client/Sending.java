package io.gyre.http.client;

import io.gyre.buffer.EvBuffer;
import io.gyre.http.Headers;
import io.gyre.http.wire.MessageWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes one request after another to a transport's output: the head at once, and content as far as there is room. */
final class Sending {
    /** From this much on nothing is added, and down to the other it has to go first. */
    private static final int FULL = 256 << 10;

    private static final int LOW = 64 << 10;

    private final EvBuffer output;
    private final MessageWriter writer;
    private @Nullable Upload upload;
    private @Nullable EvBuffer piece;
    private boolean held;
    private boolean later;
    private boolean cut;

    /** Whether the producer is being asked, and has said meanwhile that there is more. */
    private boolean asking;

    private boolean resumed;
    private long left;

    Sending(EvBuffer output, MessageWriter writer) {
        this.output = output;
        this.writer = writer;
    }

    /** Begins. If {@code held}, the content waits for {@link #release}. */
    void begin(ClientRequest request, String authority) {
        upload = request.upload();
        held = request.expectsContinue() && upload != null;
        later = false;
        cut = false;
        left = upload == null ? 0 : upload.length();
        head(request, authority);
        if (upload == null) {
            request.moveOutput(output);
        }
    }

    private void head(ClientRequest request, String authority) {
        Headers headers = request.headers();
        writer.request(request.method().name(), request.target());
        if (!headers.contains("Host")) {
            writer.field("Host", authority);
        }
        for (int i = 0; i < headers.size(); i++) {
            if (upload == null || !framing(headers.name(i))) {
                writer.field(headers.name(i), headers.value(i));
            }
        }
        length(request, headers);
        if (held) {
            writer.field("Expect", "100-continue");
        }
        writer.end(output);
    }

    /** What an upload says itself must not be said twice. */
    private static boolean framing(String name) {
        return name.equalsIgnoreCase("Content-Length") || name.equalsIgnoreCase("Transfer-Encoding");
    }

    private void length(ClientRequest request, Headers headers) {
        if (upload != null) {
            if (left < 0) {
                writer.field("Transfer-Encoding", "chunked");
            } else {
                writer.field("Content-Length", left);
            }
            return;
        }
        long length = request.outputLength();
        if ((length > 0 || request.method().hasBody()) && !headers.contains("Content-Length")) {
            writer.field("Content-Length", length);
        }
    }

    /** {@return whether content waits for {@code 100 Continue}} */
    boolean isHeld() {
        return held;
    }

    /** {@return whether everything was handed to the output} */
    boolean isDone() {
        return upload == null;
    }

    /** The content may go now. */
    void release() {
        held = false;
    }

    /** The producer has more. */
    void resume() {
        later = false;
        resumed = true;
    }

    /** {@return whether the whole request was handed to the output} */
    boolean isComplete() {
        return upload == null && !cut;
    }

    /** Sends no more of it. */
    void abandon() {
        cut |= upload != null;
        end();
    }

    private void end() {
        upload = null;
        held = false;
        if (piece != null) {
            piece.close();
            piece = null;
        }
    }

    /**
     * Adds content as far as there is room.
     *
     * @throws IOException if the producer has failed
     */
    void pump() throws IOException {
        if (asking || output.length() > LOW) {
            return;
        }
        while (upload != null && !held && !later && output.length() < FULL) {
            step(upload);
        }
    }

    private void step(Upload from) throws IOException {
        EvBuffer part = piece;
        if (part == null) {
            part = new EvBuffer();
            piece = part;
        }
        Upload.Step did = ask(from, part);
        if (upload == null) {
            return; // It was cancelled meanwhile.
        }
        long added = part.length();
        if (added == 0 && did == Upload.Step.MORE) {
            throw new IOException("the upload says that there is more, but adds nothing: it has to return LATER");
        }
        later = did == Upload.Step.LATER && !resumed;
        boolean chunked = from.length() < 0;
        if (chunked) {
            chunk(part);
        } else {
            count(added, did);
            output.addBuffer(part);
        }
        if (did == Upload.Step.END) {
            if (chunked) {
                writer.lastChunk(output);
                writer.trailer().end(output);
            }
            end();
        }
    }

    private Upload.Step ask(Upload from, EvBuffer part) throws IOException {
        resumed = false;
        asking = true;
        try {
            return from.next(part);
        } finally {
            asking = false;
        }
    }

    private void chunk(EvBuffer part) {
        if (!part.isEmpty()) {
            writer.chunk(output, part);
        }
    }

    /** The length was promised: what does not keep to it would be taken for another request, or waited for. */
    private void count(long added, Upload.Step did) throws IOException {
        left -= added;
        if (left < 0 || (left > 0 && did == Upload.Step.END)) {
            throw new IOException("the upload has " + Math.abs(left) + " bytes " + (left < 0 ? "more" : "less")
                    + " than it said: let its length be -1 if it is not known");
        }
    }
}
