package io.gyre.http.server;

import java.net.InetSocketAddress;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes a line for each request as Apache's combined format has it. */
public final class CombinedLog implements AccessLog {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Consumer<String> lines;

    /** Makes a log that hands each line, without its end, to {@code lines}. */
    public CombinedLog(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public void onReply(HttpRequest request, int status, long bytes) {
        String peer = request.peer() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "-";
        lines.accept(peer + " - - [" + TIME.format(request.server().base().time()) + "] \""
                + request.head().method() + ' '
                + safe(request.target()) + " HTTP/1." + request.head().minorVersion() + "\" " + status + ' '
                + (bytes == 0 ? "-" : bytes) + " \"" + safe(request.header("Referer")) + "\" \""
                + safe(request.header("User-Agent")) + '"');
    }

    /** What a client sends must not look like another line, or end the quotation. */
    private static String safe(@Nullable String text) {
        if (text == null) {
            return "-";
        }
        var shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                shown.append("\\x")
                        .append(Integer.toHexString(0x100 | (c & 0xff)).substring(1));
            } else {
                shown.append(c);
            }
        }
        return shown.toString();
    }
}
