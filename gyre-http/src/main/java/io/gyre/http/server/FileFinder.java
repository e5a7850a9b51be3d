package io.gyre.http.server;

import io.gyre.Log;
import io.gyre.buffer.FileSegment;
import io.gyre.buffer.FileSegmentOption;
import io.gyre.buffer.FileSource;
import io.gyre.http.Status;
import io.gyre.net.Platform;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/** Looks at the disk for what is at a path. Waits for it, so it is called on the threads of {@link Disk}. Any thread may use it. */
final class FileFinder {
    private static final String INDEX = "index.html";
    private static final String COMPRESSED = ".gz";

    /** A file up to this size is read at once, and goes with its head in one call; a larger one goes by {@code sendfile(2)}. */
    private static final long WORTH_SENDFILE = 16 << 10;

    /** Files of these sizes are compressed: less is not worth it, and more would take long, and memory. */
    private static final long LEAST_COMPRESSED = 256;

    private static final long MOST_COMPRESSED = 1 << 20;

    private final SafePath paths;
    private final boolean lists;
    private final Platform platform;

    FileFinder(SafePath paths, boolean lists, Platform platform) {
        this.paths = paths;
        this.lists = lists;
        this.platform = platform;
    }

    /**
     * {@return what is there}
     *
     * @param path decoded
     * @param gzip whether the client takes compressed content
     */
    Found find(String path, boolean gzip) {
        try {
            return look(path, gzip);
        } catch (NoSuchFileException gone) {
            return new Found.Nothing(Status.NOT_FOUND);
        } catch (AccessDeniedException denied) {
            return new Found.Nothing(Status.FORBIDDEN);
        } catch (IOException failure) {
            Log.warn("the file for " + path + " cannot be sent: " + failure);
            return new Found.Nothing(Status.FORBIDDEN);
        } catch (RuntimeException unexpected) {
            Log.warn("the file for " + path + " cannot be sent", unexpected);
            return new Found.Nothing(Status.INTERNAL_SERVER_ERROR);
        }
    }

    private Found look(String path, boolean gzip) throws IOException {
        Path file = paths.find(path);
        if (file == null) {
            return new Found.Nothing(Status.NOT_FOUND);
        }
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            return folder(file, path, gzip);
        }
        if (!attributes.isRegularFile() || path.endsWith("/")) {
            return new Found.Nothing(Status.NOT_FOUND);
        }
        return new Found.File(file(file, attributes, gzip));
    }

    private Found folder(Path folder, String path, boolean gzip) throws IOException {
        if (!path.endsWith("/")) {
            return new Found.Folder();
        }
        Path index = folder.resolve(INDEX);
        if (Files.isRegularFile(index)) {
            Path real = index.toRealPath();
            if (real.startsWith(paths.root())) {
                return new Found.File(file(real, Files.readAttributes(real, BasicFileAttributes.class), gzip));
            }
        }
        return lists ? new Found.Page(Listing.of(paths, folder, path)) : new Found.Nothing(Status.FORBIDDEN);
    }

    private ServedFile file(Path file, BasicFileAttributes attributes, boolean gzip) throws IOException {
        String type = ContentTypes.of(file.getFileName().toString());
        Path ready = file.resolveSibling(file.getFileName() + COMPRESSED);
        boolean isReady = Files.isRegularFile(ready)
                && !isOlder(ready, attributes)
                && ready.toRealPath().equals(ready);
        long size = attributes.size();
        boolean worthIt = ContentTypes.isText(type) && size >= LEAST_COMPRESSED && size <= MOST_COMPRESSED;
        Instant modified = attributes.lastModifiedTime().toInstant();
        boolean varies = isReady || worthIt;
        if (gzip && isReady) {
            return load(ready, new ServedFile.Kind(type, true, varies), modified);
        }
        if (gzip && worthIt) {
            try (FileSource source = OpenedFile.open(platform, paths.root(), file)) {
                long sizeNow = source.size();
                if (sizeNow <= MOST_COMPRESSED) { // It may have grown since the look at it.
                    byte[] compressed = Gzip.compress(read(source, (int) sizeNow));
                    return ServedFile.of(new ServedFile.Kind(type, true, varies), modified, compressed, sizeNow);
                }
            }
        }
        return load(file, new ServedFile.Kind(type, false, varies), modified);
    }

    private static boolean isOlder(Path ready, BasicFileAttributes original) throws IOException {
        return Files.getLastModifiedTime(ready).compareTo(original.lastModifiedTime()) < 0;
    }

    private ServedFile load(Path file, ServedFile.Kind kind, Instant modified) throws IOException {
        FileSource source = OpenedFile.open(platform, paths.root(), file);
        boolean kept = false;
        try {
            long size = source.size();
            if (size <= WORTH_SENDFILE) {
                return ServedFile.of(kind, modified, read(source, (int) size), size);
            }
            var segment = FileSegment.of(source, 0, size, FileSegmentOption.CLOSE_ON_FREE);
            kept = true;
            return ServedFile.of(kind, modified, segment);
        } finally {
            if (!kept) {
                source.close();
            }
        }
    }

    private static byte[] read(FileSource source, int length) throws IOException {
        var bytes = new byte[length];
        if (length == 0) {
            return bytes;
        }
        try (var arena = Arena.ofConfined()) {
            MemorySegment direct = arena.allocate(length);
            int got = 0;
            while (got < length) {
                int more = source.read(got, direct, got, length - got);
                if (more <= 0) {
                    throw new EOFException("the file became shorter while it was read");
                }
                got += more;
            }
            MemorySegment.copy(direct, ValueLayout.JAVA_BYTE, 0, bytes, 0, length);
            return bytes;
        }
    }
}
