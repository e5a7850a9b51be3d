package io.gyre.conformance.event;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventCount;
import io.gyre.event.EventMask;
import io.gyre.net.Fd;
import io.gyre.testing.Call;
import io.gyre.testing.Errno;
import io.gyre.testing.SimulatedPlatform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What may go wrong while a bufferevent connects, and what its user may do when it is told. */
class ConnectFaultsTest extends BufferEventSuite {
    /** How it is told where to connect. */
    enum How {
        ADDRESS,
        NAME
    }

    private final SimulatedPlatform machine = world.simulation().platform();
    private final ScriptedResolver resolver = new ScriptedResolver();
    private final Counting counts = new Counting();
    private final SocketBufferEvent client = SocketBufferEvent.unconnected(base, BufferEventOption.CLOSE_ON_FREE);

    ConnectFaultsTest() {
        super(World.simulated());
        world.atTheEnd(client::close);
        client.callbacks(counts);
    }

    @AfterEach
    void nothingIsLeftBehind() {
        client.close();
        look();
        assertEquals(0, base.count(EventCount.ADDED), base::explain);
        assertEquals(0, base.buffers().liveBytes());
    }

    private void connect(How how, InetSocketAddress address) {
        switch (how) {
            case ADDRESS -> client.connect(address);
            case NAME -> {
                client.connect("host.example", address.getPort(), resolver);
                resolver.answer(address);
            }
        }
    }

    private Fd listen() throws IOException {
        Fd listener = world.descriptors().listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        world.atTheEnd(listener::close);
        return listener;
    }

    private static InetSocketAddress addressOf(Fd listener) {
        return (InetSocketAddress) requireNonNull(listener.localAddress());
    }

    private void settle() {
        for (int i = 0; i < 4; i++) {
            look();
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                        List.of(Call.SOCKET, Errno.EMFILE),
                        List.of(Call.SOCKET, Errno.ENFILE),
                        List.of(Call.CONNECT, Errno.ECONNREFUSED),
                        List.of(Call.CONNECT, Errno.ENETUNREACH),
                        List.of(Call.CONNECT, Errno.EACCES))
                .flatMap(fault ->
                        Arrays.stream(How.values()).map(how -> Arguments.of(how, fault.getFirst(), fault.getLast())));
    }

    // S-144
    @ParameterizedTest
    @MethodSource("refusals")
    void aCallThatFailsAtOnceIsToldOnceByTheLoopAndLeavesNoSocket(How how, Call call, Errno errno) throws IOException {
        Fd listener = listen();
        machine.faults().fail(call, errno, 1);
        client.enable(EventMask.READ);
        connect(how, addressOf(listener));
        assertEquals(0, counts.all());
        settle();
        assertEquals(List.of("null " + errno), counts.failures());
        assertNull(client.fd());
        connect(how, addressOf(listener));
        settle();
        assertEquals(new Outcome.Connected(), counts.outcomes.getLast());
        assertEquals(2, counts.all());
    }

    /** What is done when it is told. */
    enum Deed {
        CLOSE,
        NO_FD,
        OTHER_FD,
        THROW
    }

    static Stream<Arguments> deeds() {
        return Arrays.stream(How.values())
                .flatMap(how -> Arrays.stream(Deed.values()).map(deed -> Arguments.of(how, deed)));
    }

    private void act(Deed deed) {
        Fd before = requireNonNull(client.fd());
        switch (deed) {
            case CLOSE -> client.close();
            case NO_FD -> client.fd(null);
            case OTHER_FD -> client.replaceFd(world.pair().first());
            case THROW -> throw new IllegalStateException("thrown when connected");
        }
        if (deed == Deed.NO_FD) {
            before.close();
        }
    }

    @ParameterizedTest
    @MethodSource("deeds")
    void whoeverIsToldOfAConnectionMayEndIt(How how, Deed deed) throws IOException {
        Fd listener = listen();
        int[] told = new int[1];
        client.callbacks(new Counting() {
            @Override
            public void onOutcome(BufferEvent bufferEvent, Outcome outcome) {
                if (told[0]++ == 0) {
                    act(deed);
                }
            }
        });
        client.write("hello");
        connect(how, addressOf(listener));
        settle();
        assertEquals(1, told[0]);
        if (deed == Deed.THROW) {
            assertLogged("thrown when connected");
        }
        assertEquals(deed == Deed.CLOSE || deed == Deed.THROW, client.isClosed());
        try (Fd server = requireNonNull(listener.accept())) {
            assertEquals("", Bytes.receive(server));
        }
    }

    @ParameterizedTest
    @EnumSource(How.class)
    void aConnectionThatIsResetBeforeItIsToldIsAFailure(How how) throws IOException {
        Fd listener = listen();
        connect(how, addressOf(listener));
        if (how == How.NAME) {
            base.execute(base::loopBreak); // Between the attempt and its outcome.
            look();
        }
        Fd server = listener.accept();
        if (server != null) {
            machine.reset(server);
            server.close();
        }
        settle();
        assertEquals(1, counts.outcomes.size(), counts.outcomes::toString);
    }

    @ParameterizedTest
    @EnumSource(How.class)
    void whatIsWrittenGoesInPiecesAsElsewhere(How how) throws IOException {
        Fd listener = listen();
        machine.faults().shorten(Call.SEND, 3, 1_000);
        client.write(letters(100));
        connect(how, addressOf(listener));
        settle();
        try (Fd server = requireNonNull(listener.accept())) {
            runUntil(() -> client.output().isEmpty());
            assertEquals(letters(100), Bytes.receive(server));
        }
        assertEquals(1, counts.writes);
    }
}
