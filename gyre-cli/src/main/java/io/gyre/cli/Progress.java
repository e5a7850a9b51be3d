package io.gyre.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A line on a terminal that says how far something has come. */
final class Progress {
    private static final int WIDTH = 30;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private final @Nullable PrintWriter terminal;
    private final long began;
    private long start;
    private long total = -1;
    private long done;
    private boolean shown;

    /** Shows nothing if {@code terminal} is null. */
    Progress(@Nullable PrintWriter terminal, long now) {
        this.terminal = terminal;
        began = now;
    }

    /** Says how much is there already, and how much there will be, or -1. */
    void expect(long already, long all) {
        start = already;
        done = already;
        total = all;
    }

    void add(long bytes) {
        done += bytes;
    }

    long done() {
        return done;
    }

    void show(long now) {
        if (terminal != null) {
            shown = true;
            terminal.print("\r" + line((now - began) / 1e9) + "\u001b[K");
            terminal.flush();
        }
    }

    /** Takes the line away again. */
    void clear() {
        if (terminal != null && shown) {
            terminal.print("\r\u001b[K");
            terminal.flush();
        }
    }

    String line(double seconds) {
        double rate = seconds > 0 ? (done - start) / seconds : 0;
        String speed = size(rate) + "/s";
        if (total <= 0) {
            return size((double) done) + ", " + speed;
        }
        int marks = (int) Math.min(WIDTH, WIDTH * done / total);
        String bar = "[" + "#".repeat(marks) + " ".repeat(WIDTH - marks) + "]";
        String left = rate > 0 ? String.format(Locale.ROOT, ", %.0f s left", Math.max(0, total - done) / rate) : "";
        return String.format(
                Locale.ROOT,
                "%3d%% %s %s of %s, %s%s",
                100 * done / total,
                bar,
                size((double) done),
                size((double) total),
                speed,
                left);
    }

    private static String size(double bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }
}
