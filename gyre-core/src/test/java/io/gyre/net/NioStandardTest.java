package io.gyre.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NioStandardTest {
    /** {@return all that comes until the end, by way of a selector, as a loop reads} */
    private static byte[] readAll(Pipe.SourceChannel source) throws IOException {
        var all = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(1000);
        try (Selector selector = Selector.open();
                source) {
            source.register(selector, SelectionKey.OP_READ);
            for (int got = 0; got >= 0; got = source.read(chunk.clear())) {
                all.write(chunk.array(), 0, got);
                selector.select();
            }
        }
        return all.toByteArray();
    }

    @Test
    void whatAStreamGivesCanBeWaitedFor() throws IOException {
        byte[] sent = new byte[200_000]; // More than a pipe holds.
        new Random(1).nextBytes(sent);
        assertArrayEquals(sent, readAll(NioStandard.pump(new ByteArrayInputStream(sent))));
    }

    @Test
    void theEndOfAStreamIsTheEnd() throws IOException {
        assertArrayEquals(new byte[0], readAll(NioStandard.pump(InputStream.nullInputStream())));
    }

    @Test
    void aBrokenStreamIsTheEndToo() throws IOException {
        InputStream gone = new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                throw new IOException("gone");
            }
        };
        assertArrayEquals(new byte[0], readAll(NioStandard.pump(gone)));
    }

    @Test
    void theChannelDoesNotBlock() throws IOException {
        try (Pipe.SourceChannel source = NioStandard.pump(InputStream.nullInputStream())) {
            assertFalse(source.isBlocking());
        }
    }
}
