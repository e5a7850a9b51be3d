package io.gyre.http.server;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds the file for a path from a client, and never one outside of the root, whatever the path or a symbolic link says. */
final class SafePath {
    private static final String WELL_KNOWN = ".well-known";

    private final Path root;

    SafePath(Path root) throws IOException {
        this.root = root.toRealPath();
    }

    Path root() {
        return root;
    }

    /**
     * {@return the file, with no symbolic link in its path; null if there is none that may be shown}
     *
     * @param path decoded, from the root
     */
    @Nullable
    Path find(String path) throws IOException {
        Path wanted = root;
        for (String segment : path.split("/", -1)) {
            if (!segment.isEmpty()) {
                if (!isPlain(segment)) {
                    return null;
                }
                try {
                    wanted = wanted.resolve(segment);
                } catch (InvalidPathException impossible) {
                    return null;
                }
            }
        }
        try {
            Path real = wanted.toRealPath();
            return real.startsWith(root) ? real : null;
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    /** Names that begin with a dot are hidden by custom, and {@code .git} and the like are nobody's business. */
    private static boolean isPlain(String segment) {
        return segment.indexOf('\0') < 0
                && segment.indexOf('\\') < 0
                && (!segment.startsWith(".") || segment.equals(WELL_KNOWN));
    }
}
