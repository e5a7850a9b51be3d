package io.gyre.conformance.examples;

import io.gyre.buffer.Eol;
import io.gyre.buffer.EvBuffer;
import io.gyre.buffer.VectoredIo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Answers lines with louder ones: the example for buffers. */
final class Shout {
    private Shout() {}

    // begin quote
    /** To be called when the peer can be read from, or written to after it took only part of the answer. */
    static boolean answer(VectoredIo peer, EvBuffer input, EvBuffer output) throws IOException {
        long got = input.read(peer);
        for (String line = next(input); line != null; line = next(input)) {
            output.add(line.toUpperCase(Locale.ROOT)).add("\r\n");
        }
        output.write(peer);
        return got != VectoredIo.EOF;
    }

    static @Nullable String next(EvBuffer input) {
        return input.readLine(Eol.CRLF, StandardCharsets.UTF_8);
    }
    // end quote
}
