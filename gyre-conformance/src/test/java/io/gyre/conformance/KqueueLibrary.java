package io.gyre.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.internal.ffi.SysEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Lets the kqueue mechanism run on Linux: in the library that {@code -Dgyre.kqueue.library} names, or else in the imitation of
 * {@code kqueue.c}, which is compiled for it.
 */
public final class KqueueLibrary {
    private static final Path FOLDER = Path.of("target", "kqueue");

    /** Why there is none, or an empty text. */
    private static final String MISSING = install();

    private KqueueLibrary() {}

    /**
     * Makes the mechanism usable from now on, in the whole JVM. The library keeps a descriptor open, so call this before a
     * test counts them.
     *
     * @return why it is not, or an empty text
     */
    public static String require() {
        return MISSING;
    }

    private static String install() {
        if (!System.getProperty("os.name").equals("Linux") || System.getProperty(SysEvent.LIBRARY) != null) {
            return SysEvent.unavailable().orElse("");
        }
        try {
            Path library = compile();
            System.setProperty(SysEvent.LIBRARY, library.toAbsolutePath().toString());
            return SysEvent.unavailable().orElse("");
        } catch (IOException noCompiler) {
            return "there is no gcc to compile kqueue.c with";
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "interrupted while gcc compiled kqueue.c";
        }
    }

    private static Path compile() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        Path source = FOLDER.resolve("kqueue.c");
        try (InputStream text = Objects.requireNonNull(KqueueLibrary.class.getResourceAsStream("kqueue.c"))) {
            Files.write(source, text.readAllBytes());
        }
        Path library = FOLDER.resolve("libkqueue-" + ProcessHandle.current().pid() + ".so");
        Process gcc = new ProcessBuilder(
                        "gcc",
                        "-shared",
                        "-fPIC",
                        "-O1",
                        "-Wall",
                        "-Wextra",
                        "-Werror",
                        "-pthread",
                        "-o",
                        library.toString(),
                        source.toString())
                .redirectErrorStream(true)
                .start();
        String complaints = new String(gcc.getInputStream().readAllBytes(), UTF_8);
        if (!gcc.waitFor(1, TimeUnit.MINUTES) || gcc.exitValue() != 0) {
            throw new AssertionError("gcc " + source + ": " + complaints);
        }
        library.toFile().deleteOnExit();
        return library;
    }
}
