package io.gyre.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/** What a reader has to know about where figures come from. Names neither the host nor any folder. */
final class Machine {
    private Machine() {}

    static String commit() {
        return System.getProperty("gyre.bench.commit", "unknown");
    }

    static List<String> facts() throws IOException {
        return List.of(
                "commit: " + commit(),
                "date: " + LocalDate.now(ZoneOffset.UTC),
                "CPU: " + cpuModel() + ", " + Runtime.getRuntime().availableProcessors() + " cores",
                "kernel: " + System.getProperty("os.name") + " " + System.getProperty("os.version"),
                "JDK: " + System.getProperty("java.vendor.version") + " " + System.getProperty("java.vm.version"),
                "libevent: " + libeventVersion(),
                "Java libraries: " + libraryOf("netty-buffer") + ", " + libraryOf("okio-jvm"),
                "C compiler: " + System.getProperty("gyre.bench.compiler", "unknown"));
    }

    private static String cpuModel() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }

    /** {@return the library with its version, as the class path names it} */
    private static String libraryOf(String name) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> entry.substring(entry.lastIndexOf(File.separatorChar) + 1))
                .filter(file -> file.startsWith(name + "-") && file.endsWith(".jar"))
                .map(file -> file.substring(0, file.length() - ".jar".length()))
                .findFirst()
                .orElse("no " + name);
    }

    private static String libeventVersion() throws IOException {
        if (!Peer.c("version", "libevent_version").isBuilt()) {
            return "not installed";
        }
        try {
            return Programs.linesOf(Peer.cCommand("libevent_version")).getFirst();
        } catch (PeerFailure failure) {
            return String.valueOf(failure.getMessage());
        }
    }
}
