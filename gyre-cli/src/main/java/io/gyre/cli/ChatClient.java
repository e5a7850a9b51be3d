package io.gyre.cli;

import io.gyre.buffer.Eol;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.Fd;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One who chats. What it may send in a line, what may wait for it, and how long it may be without a nick are all bounded. */
final class ChatClient implements BufferEventCallbacks {
    private static final int LONGEST_LINE = 512;
    private static final int MOST_OUTPUT = 64 * 1024;
    private static final Duration TIME_FOR_NICK = Duration.ofMinutes(1);
    private static final Duration TIME_FOR_GOODBYE = Duration.ofSeconds(1);
    private static final String NICK = "[\\p{L}\\p{N}_-]{1,20}";

    private final ChatRoom room;
    private final SocketBufferEvent peer;
    private String nick = "";
    private boolean suspected;

    ChatClient(ChatRoom room, EventBase base, Fd connection) {
        this.room = room;
        peer = SocketBufferEvent.of(base, connection, BufferEventOption.CLOSE_ON_FREE);
        peer.callbacks(this);
        peer.watermarks(Direction.READING, new Watermarks(0, LONGEST_LINE + 2)); // With CR and LF.
        peer.watermarks(Direction.WRITING, new Watermarks(0, MOST_OUTPUT));
        peer.timeouts(TIME_FOR_NICK, null);
        peer.enable(EventMask.READ);
        send("* your nick?");
    }

    /** {@return its nick, empty as long as it has none} */
    String nick() {
        return nick;
    }

    @Override
    public void onReadable(BufferEvent same) {
        String line = nextLine();
        while (line != null) {
            onLine(line);
            line = nextLine();
        }
        if (!peer.isClosed() && peer.input().length() >= LONGEST_LINE + 2) {
            drop("sent too long a line");
        }
    }

    /** Control characters would do as they like with the terminals of the others. */
    private @Nullable String nextLine() {
        String line = peer.isClosed() ? null : peer.input().readLine(Eol.CRLF, StandardCharsets.UTF_8);
        return line == null ? null : line.replaceAll("\\p{Cc}", " ").strip();
    }

    private void onLine(String line) {
        if (nick.isEmpty()) {
            introduce(line);
        } else if (!line.isEmpty()) {
            room.tell(this, nick + ": " + line);
        }
    }

    private void introduce(String wanted) {
        if (!wanted.matches(NICK)) {
            send("* a nick has 1 to 20 letters, digits, _ and -; your nick?");
        } else if (!room.isFree(wanted)) {
            send("* " + wanted + " is there already; your nick?");
        } else {
            nick = wanted;
            peer.timeouts(null, null);
            send("* welcome, " + nick);
            room.tell(this, "* " + nick + " joined");
        }
    }

    /** What is written goes out at the end of the turn, so only then it shows whether the client reads. */
    void send(String line) {
        peer.write(line + "\n");
        if (peer.isOutputFull() && !suspected) {
            suspected = true;
            peer.base().execute(this::dropIfSlow);
        }
    }

    private void dropIfSlow() {
        suspected = false;
        if (!peer.isClosed() && peer.output().length() > MOST_OUTPUT) {
            drop("did not read, and was dropped");
        }
    }

    @Override
    public void onOutcome(BufferEvent same, Outcome outcome) {
        switch (outcome) {
            case Outcome.Eof _ -> {
                room.leave(this, "left");
                peer.closeGracefully(TIME_FOR_GOODBYE, (_, _) -> {});
            }
            case Outcome.Failed _ -> drop("was lost");
            case Outcome.Timeout _ -> drop("took too long");
            case Outcome.Connected _ -> {}
        }
    }

    private void drop(String why) {
        peer.close();
        room.leave(this, why);
    }

    void sayGoodbye(String line) {
        peer.write(line + "\n");
        peer.closeGracefully(TIME_FOR_GOODBYE, (_, _) -> room.leave(this, "left"));
    }
}
