package io.gyre.http.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HandshakeTest {
    /** RFC 6455, section 1.3. */
    @Test
    void keyIsAnsweredAsTheRfcHasIt() {
        assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", Handshake.accept("dGhlIHNhbXBsZSBub25jZQ=="));
    }
}
