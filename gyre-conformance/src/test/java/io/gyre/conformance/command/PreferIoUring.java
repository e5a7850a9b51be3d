package io.gyre.conformance.command;

import io.gyre.event.EventBase;
import io.gyre.event.EventConfig;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Prints what a base waits with that would like io_uring. */
final class PreferIoUring {
    private PreferIoUring() {}

    public static void main(String... ignored) {
        try (var base =
                new EventBase(EventConfig.builder().preferMethod("io_uring").build())) {
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII)
                    .println("waits with " + base.method());
        }
    }
}
