package io.gyre.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One part of multipart content: RFC 7578.
 *
 * @param headers of the part, octets beyond ASCII as in ISO 8859-1
 */
public record Part(Headers headers) {
    /** {@return the name of the form's field, in UTF-8 if it is that: RFC 7578, section 4.2; null without one} */
    public @Nullable String name() {
        return disposition("name");
    }

    /**
     * {@return the name that the file had for the client; null if this is no file} It may be anything, so never use it as a path: RFC 7578,
     * section 4.2.
     */
    public @Nullable String fileName() {
        return disposition("filename");
    }

    /** {@return the type of the content, {@code text/plain} if the part does not say} */
    public String contentType() {
        String type = headers.find("Content-Type");
        return type == null ? "text/plain" : type;
    }

    private @Nullable String disposition(String parameter) {
        String field = headers.find("Content-Disposition");
        String value = field == null ? null : Parameters.find(field, parameter);
        return value == null ? null : utf8(value);
    }

    private static String utf8(String octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException other) {
            return octets;
        }
    }
}
