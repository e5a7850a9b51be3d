package io.gyre.http.server;

import io.gyre.http.HttpDate;
import io.gyre.http.Status;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells one state of a file from another, and answers who asks under a condition: RFC 9110, sections 8.8 and 13.
 *
 * @param tag of this state
 * @param modified to the second
 */
record Validators(String tag, Instant modified) {
    /** Nothing stands in the way. */
    static final int GO_ON = 0;

    static Validators of(Instant modified, long size, boolean gzip) {
        long nanos = modified.getEpochSecond() * 1_000_000_000L + modified.getNano();
        return new Validators(
                '"' + Long.toHexString(nanos) + '-' + Long.toHexString(size) + (gzip ? "-gz\"" : "\""),
                modified.truncatedTo(ChronoUnit.SECONDS));
    }

    /** {@return 304 or 412, or {@link #GO_ON}} */
    int check(HttpRequest request) {
        String match = request.header("If-Match");
        String unmodified = request.header("If-Unmodified-Since");
        if (match != null ? !lists(match, false) : unmodified != null && isAfter(unmodified)) {
            return Status.PRECONDITION_FAILED;
        }
        String noneMatch = request.header("If-None-Match");
        String since = request.header("If-Modified-Since");
        boolean same = noneMatch != null ? lists(noneMatch, true) : since != null && isNotAfter(since);
        return same ? Status.NOT_MODIFIED : GO_ON;
    }

    /** {@return whether a Range field counts: not if the client has parts of another state} */
    boolean allowRange(HttpRequest request) {
        String condition = request.header("If-Range");
        if (condition == null || condition.equals(tag)) {
            return true;
        }
        return modified.equals(HttpDate.parse(condition));
    }

    private boolean lists(String field, boolean weakly) {
        if (field.strip().equals("*")) {
            return true;
        }
        for (String each : field.split(",", -1)) {
            String candidate = each.strip();
            boolean weak = candidate.startsWith("W/");
            if (weak ? weakly && candidate.substring(2).equals(tag) : candidate.equals(tag)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAfter(String date) {
        Instant time = HttpDate.parse(date);
        return time != null && modified.isAfter(time);
    }

    private boolean isNotAfter(String date) {
        @Nullable Instant time = HttpDate.parse(date);
        return time != null && !modified.isAfter(time);
    }
}
