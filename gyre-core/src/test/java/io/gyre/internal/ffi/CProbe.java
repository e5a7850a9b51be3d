package io.gyre.internal.ffi;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Asks the C compiler of this machine, which reads the headers that we had to copy from. */
public final class CProbe {
    private static final String HEADERS = """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <fcntl.h>
        #include <linux/io_uring.h>
        #include <netinet/in.h>
        #include <netinet/tcp.h>
        #include <poll.h>
        #include <signal.h>
        #include <stddef.h>
        #include <stdio.h>
        #include <string.h>
        #include <sys/epoll.h>
        #include <sys/eventfd.h>
        #include <sys/mman.h>
        #include <sys/select.h>
        #include <sys/signalfd.h>
        #include <sys/socket.h>
        #include <sys/stat.h>
        #include <sys/syscall.h>
        #include <sys/un.h>
        #include <time.h>
        #include <unistd.h>
        """;

    private CProbe() {}

    /** {@return the value of each integer expression} Skips the test where there is no compiler. */
    public static Map<String, Long> values(Iterable<String> expressions) throws Exception {
        var body = new StringBuilder();
        for (String expression : expressions) {
            body.append("printf(\"%%s\\t%%lld\\n\", \"%1$s\", (long long) (%1$s));\n".formatted(expression));
        }
        var values = new LinkedHashMap<String, Long>();
        for (String line : run(body.toString()).lines().toList()) {
            String[] words = line.split("\t", -1);
            values.put(words[0], Long.valueOf(words[1]));
        }
        return values;
    }

    /** {@return what a C program prints whose main function consists of {@code body}} Skips the test without a compiler. */
    public static String run(String body) throws Exception {
        Path folder = Files.createTempDirectory("probe");
        Path source = folder.resolve("probe.c");
        Path program = folder.resolve("probe");
        try {
            Files.writeString(source, HEADERS + "int main(void) {\n" + body + "return 0;\n}\n");
            assumeTrue(hasCompiler(), "there is no gcc to compare with");
            output(new ProcessBuilder("gcc", "-o", program.toString(), source.toString()));
            return output(new ProcessBuilder(program.toString()));
        } finally {
            Files.deleteIfExists(program);
            Files.deleteIfExists(source);
            Files.delete(folder);
        }
    }

    private static boolean hasCompiler() throws Exception {
        try {
            output(new ProcessBuilder("gcc", "--version"));
            return true;
        } catch (IOException absent) {
            return false;
        }
    }

    private static String output(ProcessBuilder command) throws Exception {
        Process process = command.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new AssertionError(command.command() + ": " + output);
        }
        return output;
    }
}
