package io.gyre.tls;

import javax.net.ssl.SSLException;

/**
 * The transport ended without {@code close_notify}: somebody may have cut off what the peer still had to say (RFC 8446, section 6.1).
 * {@link TlsBufferEvent#allowDirtyShutdown(boolean)} makes an ordinary end of it.
 */
public final class TruncationException extends SSLException {
    private static final long serialVersionUID = 1L;

    TruncationException(String message) {
        super(message);
    }
}
