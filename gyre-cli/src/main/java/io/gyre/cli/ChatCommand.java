package io.gyre.cli;

import io.gyre.event.EventBase;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A chat for whoever connects. */
@Command(
        name = "chat",
        description =
                "Serve a chat for ncat or telnet: the first line is a nick, and each one after it goes to all others.",
        mixinStandardHelpOptions = true)
final class ChatCommand implements Callable<Integer> {
    @Mixin
    private final Address address = new Address();

    @Mixin
    private final Loops loops = new Loops();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ChatCommand() {}

    @Override
    public Integer call() throws IOException {
        try (EventBase base = loops.open()) {
            var room = new ChatRoom(base, address.toListenAt());
            Loops.onEnd(base, room::end);
            PrintWriter out = spec.commandLine().getOut();
            out.println("gyre chat: listening at " + room.address() + " with " + base.method());
            out.flush();
            base.dispatch();
        }
        return 0;
    }
}
