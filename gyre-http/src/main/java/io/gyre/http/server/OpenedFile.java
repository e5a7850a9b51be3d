package io.gyre.http.server;

import io.gyre.buffer.FileSource;
import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import io.gyre.net.Platform;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Opens the file that was looked at, and no other: whoever may write to the folder could put a link in the place of the file, or of a folder
 * on the way, between the look and the opening.
 */
final class OpenedFile {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private OpenedFile() {}

    /**
     * {@return the file}
     *
     * @param root its real path
     * @param file its real path, below {@code root}
     * @throws NoSuchFileException if there is another file by now
     */
    static FileSource open(Platform platform, Path root, Path file) throws IOException {
        if (platform.name().equals("posix") && Files.isDirectory(DESCRIPTORS)) {
            return checked(new Descriptors(platform).open(file, true, false), file);
        }
        return FileSource.of(openWithoutLinks(root, file));
    }

    /** The kernel tells where what was opened really is. */
    private static FileSource checked(Fd opened, Path file) throws IOException {
        try {
            Path real = Files.readSymbolicLink(DESCRIPTORS.resolve(Integer.toString(opened.number())));
            if (real.equals(file) && opened.isFile()) {
                return opened.file();
            }
        } catch (IOException | RuntimeException failure) {
            opened.close();
            throw failure;
        }
        opened.close();
        throw new NoSuchFileException(file.toString(), null, "it was replaced while it was opened");
    }

    /** Opens folder after folder from the root, following no link: {@code openat(2)} with {@code O_NOFOLLOW}. */
    private static FileChannel openWithoutLinks(Path root, Path file) throws IOException {
        try (DirectoryStream<Path> top = Files.newDirectoryStream(root)) {
            return top instanceof SecureDirectoryStream<Path> secure
                    ? openBelow(secure, root.relativize(file))
                    : channel(Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        }
    }

    private static FileChannel openBelow(SecureDirectoryStream<Path> folder, Path way) throws IOException {
        if (way.getNameCount() == 1) {
            return channel(folder.newByteChannel(way, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
        }
        try (SecureDirectoryStream<Path> inner = folder.newDirectoryStream(way.getName(0), LinkOption.NOFOLLOW_LINKS)) {
            return openBelow(inner, way.subpath(1, way.getNameCount()));
        }
    }

    private static FileChannel channel(SeekableByteChannel opened) throws IOException {
        if (opened instanceof FileChannel channel) {
            return channel;
        }
        opened.close();
        throw new IOException("this file system has no file channels: serve a folder of the machine");
    }
}
