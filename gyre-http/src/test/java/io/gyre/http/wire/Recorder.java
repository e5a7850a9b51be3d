package io.gyre.http.wire;

import io.gyre.buffer.EvBuffer;
import java.nio.charset.StandardCharsets;

/** Writes down what a parser reports, so that it does not show how the bytes were divided. */
final class Recorder implements MessageSink {
    private final StringBuilder log = new StringBuilder();
    private final StringBuilder content = new StringBuilder();
    private final HeadPool pool;

    Recorder(HeadPool pool) {
        this.pool = pool;
    }

    @Override
    public void onHead(Head head) {
        if (head.status() > 0) {
            log.append(head.status()).append(" '").append(head.reason()).append('\'');
        } else {
            log.append(head.method()).append(' ').append(head.target());
        }
        log.append(" 1.").append(head.minorVersion());
        head.forEach((name, value) ->
                log.append(" [").append(name).append('=').append(value).append(']'));
        log.append(head.keepsAlive() ? " keep" : " close").append('\n');
    }

    @Override
    public long onContent(EvBuffer in, long available) {
        content.append(in.removeString((int) available, StandardCharsets.ISO_8859_1));
        return available;
    }

    @Override
    public void onEnd(Head head) {
        log.append('<').append(content).append('>');
        for (int i = head.size(); i < head.size() + head.trailers(); i++) {
            log.append(" {")
                    .append(head.name(i))
                    .append('=')
                    .append(head.value(i))
                    .append('}');
        }
        log.append('\n');
        content.setLength(0);
        pool.give(head);
    }

    @Override
    public void onRefused(Refusal why, Head head) {
        log.append('<').append(content).append("> ").append(why);
        content.setLength(0);
    }

    void end(boolean inOrder) {
        if (!inOrder) {
            log.append('<').append(content).append("> cut off");
        }
    }

    @Override
    public String toString() {
        return log.toString().strip();
    }
}
