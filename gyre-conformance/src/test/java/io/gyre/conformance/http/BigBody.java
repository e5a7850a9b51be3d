package io.gyre.conformance.http;

import io.gyre.buffer.EvBuffer;
import io.gyre.event.EventBase;
import io.gyre.event.LoopFlag;
import io.gyre.http.Headers;
import io.gyre.http.client.Call;
import io.gyre.http.client.CallFailure;
import io.gyre.http.client.CallListener;
import io.gyre.http.client.HttpClient;
import io.gyre.http.client.Upload;
import io.gyre.http.client.UrlRequest;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Sends content of any length to a URL that answers with the same, and compares: in a JVM whose heap is smaller. Arguments: {@code url
 * bytes}. Prints what it found.
 */
final class BigBody implements Upload, CallListener {
    private static final int PIECE = 64 << 10;
    private static final int MULTIPLIER = 31;

    private final byte[] sent = new byte[PIECE];
    private final byte[] came = new byte[PIECE];
    private final long length;
    private long made;
    private long compared;
    private @Nullable String outcome;

    private BigBody(long length) {
        this.length = length;
    }

    public static void main(String[] arguments) {
        var body = new BigBody(Long.parseLong(arguments[1]));
        try (var base = new EventBase();
                var client = new HttpClient(base)) {
            client.start(UrlRequest.post(arguments[0], body), body);
            while (body.outcome == null) {
                base.loop(LoopFlag.ONCE);
            }
        }
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII)
                .println(body.outcome);
    }

    private static byte at(long index) {
        return (byte) ((index * MULTIPLIER) >>> 8);
    }

    /** It is sent in chunks. */
    @Override
    public long length() {
        return -1;
    }

    @Override
    public Step next(EvBuffer to) {
        int count = (int) Math.min(PIECE, length - made);
        for (int i = 0; i < count; i++) {
            sent[i] = at(made + i);
        }
        to.add(sent, 0, count);
        made += count;
        return made == length ? Step.END : Step.MORE;
    }

    @Override
    public void close() {}

    @Override
    public void onContent(Call call, EvBuffer part) {
        while (!part.isEmpty()) {
            int count = part.remove(came);
            for (int i = 0; i < count; i++) {
                if (came[i] != at(compared + i)) {
                    outcome = "differs at " + (compared + i);
                    call.cancel();
                    return;
                }
            }
            compared += count;
        }
    }

    @Override
    public void onEnd(Call call, Headers trailers) {
        outcome = "the same " + compared + " bytes";
    }

    @Override
    public void onFailure(Call call, CallFailure failure) {
        outcome = outcome == null ? String.valueOf(failure.getMessage()) : outcome;
    }
}
