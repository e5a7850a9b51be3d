package io.gyre.cli;

import io.gyre.event.EventBase;
import io.gyre.listener.ConnectionListener;
import io.gyre.listener.ListenerOption;
import io.gyre.net.Fd;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is there. Only those with a nick hear anything, but all count. */
final class ChatRoom {
    private static final int MOST_CLIENTS = 1000;

    private final EventBase base;
    private final ConnectionListener listener;
    private final Set<ChatClient> clients = new LinkedHashSet<>();
    private boolean ending;

    ChatRoom(EventBase base, SocketAddress address) throws IOException {
        this.base = base;
        listener = ConnectionListener.bind(
                base, address, (_, connection, _) -> enter(connection), ListenerOption.REUSEABLE);
    }

    @Nullable
    SocketAddress address() {
        return listener.address();
    }

    private void enter(Fd connection) {
        if (clients.size() == MOST_CLIENTS) {
            connection.close();
        } else {
            clients.add(new ChatClient(this, base, connection));
        }
    }

    boolean isFree(String nick) {
        return clients.stream().noneMatch(each -> each.nick().equalsIgnoreCase(nick));
    }

    /** Tells everybody but {@code author}. */
    void tell(ChatClient author, String line) {
        for (ChatClient each : clients) {
            if (!ending && each != author && !each.nick().isEmpty()) {
                each.send(line);
            }
        }
    }

    /** A client is gone, and the others learn how it {@code went}. */
    void leave(ChatClient client, String went) {
        if (clients.remove(client)) {
            if (!client.nick().isEmpty()) {
                tell(client, "* " + client.nick() + " " + went);
            }
            endIfEmpty();
        }
    }

    /** Closes, says goodbye and ends the loop, the second time at once. */
    void end() {
        if (ending) {
            base.loopExit();
        }
        ending = true;
        listener.close();
        Set.copyOf(clients).forEach(each -> each.sayGoodbye("* the chat is over"));
        endIfEmpty();
    }

    private void endIfEmpty() {
        if (ending && clients.isEmpty()) {
            base.loopExit();
        }
    }
}
