package io.gyre.bench.peer;

import java.util.Locale;

/** Standard output, one flushed line at a time: the peers' protocol and the driver's progress. */
public final class Out {
    private Out() {}

    public static void line(String text) {
        System.out.println(text);
        System.out.flush();
    }

    public static void metric(String name, double value) {
        line(String.format(Locale.ROOT, "%s %.2f", name, value));
    }

    /** What a server says once it listens. */
    public static void ready() {
        line("ready");
    }
}
