package io.gyre.conformance.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder with a large file, {@code gyre http} of it, and curl. */
abstract class HttpCommandSuite {
    static final byte[] NOTHING = new byte[0];

    @TempDir
    Path folder;

    byte[] file = NOTHING;

    @BeforeEach
    void fill() throws IOException {
        file = new byte[1 << 20];
        new Random(7).nextBytes(file);
        Files.write(folder.resolve("file.bin"), file);
        Files.writeString(folder.resolve("page.html"), page());
    }

    /** {@return what is in page.html} */
    abstract String page();

    final GyreProcess serve(String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of("http", folder.toString(), "-p", "0", "--post-echo", "/echo"));
        words.addAll(List.of(more));
        return GyreProcess.start(words.toArray(String[]::new));
    }

    static byte[] curl(byte[] input, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "30"));
        command.addAll(List.of(words));
        return Peer.run(input, command.toArray(String[]::new));
    }
}
