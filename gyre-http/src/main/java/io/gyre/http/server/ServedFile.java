package io.gyre.http.server;

import io.gyre.buffer.EvBuffer;
import io.gyre.buffer.FileSegment;
import io.gyre.http.HttpDate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One file as it is sent: what there is to say about it, and its bytes, which are in memory if they are few, or else in an open file. Holds the
 * file until it is closed; replies that are under way hold it on their own.
 */
final class ServedFile implements AutoCloseable {
    private final String type;
    private final boolean gzip;
    private final boolean varies;
    private final Validators validators;
    private final String lastModified;
    private final long size;
    private final byte @Nullable [] bytes;
    private final @Nullable FileSegment segment;

    private ServedFile(
            Kind kind, Validators validators, long size, byte @Nullable [] bytes, @Nullable FileSegment segment) {
        type = kind.type;
        gzip = kind.gzip;
        varies = kind.varies;
        this.validators = validators;
        this.size = size;
        this.bytes = bytes;
        this.segment = segment;
        lastModified = HttpDate.format(validators.modified());
    }

    /**
     * What goes with the bytes.
     *
     * @param type the content type
     * @param gzip whether they are compressed
     * @param varies whether a client that takes others gets others
     */
    record Kind(String type, boolean gzip, boolean varies) {}

    static ServedFile of(Kind kind, Instant modified, byte[] bytes, long originalSize) {
        return new ServedFile(kind, Validators.of(modified, originalSize, kind.gzip), bytes.length, bytes, null);
    }

    static ServedFile of(Kind kind, Instant modified, FileSegment segment) {
        return new ServedFile(
                kind, Validators.of(modified, segment.length(), kind.gzip), segment.length(), null, segment);
    }

    String type() {
        return type;
    }

    boolean isGzip() {
        return gzip;
    }

    boolean varies() {
        return varies;
    }

    Validators validators() {
        return validators;
    }

    String lastModified() {
        return lastModified;
    }

    long size() {
        return size;
    }

    /** {@return all of it, if it is in memory} */
    byte @Nullable [] bytes() {
        return bytes;
    }

    /** {@return how much memory it takes} */
    long weight() {
        return bytes == null ? 0 : bytes.length;
    }

    void addTo(EvBuffer content, ByteRange range) {
        if (bytes != null) {
            content.add(bytes, (int) range.first(), (int) range.length());
        } else if (segment != null && range.length() > 0) {
            content.addFileSegment(segment, range.first(), range.length());
        }
    }

    @Override
    public void close() {
        if (segment != null) {
            segment.close();
        }
    }
}
