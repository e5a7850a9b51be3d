package io.gyre.conformance.event;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.net.Fd;
import io.gyre.testing.Call;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** When the addresses of a host are tried: RFC 8305. */
class HappyEyeballsTest extends BufferEventSuite {
    private static final InetSocketAddress SIX = new InetSocketAddress("2001:db8::1", 80);
    private static final InetSocketAddress OTHER_SIX = new InetSocketAddress("2001:db8::2", 80);
    private static final InetSocketAddress FOUR = new InetSocketAddress("192.0.2.1", 80);

    private final ScriptedResolver resolver = new ScriptedResolver();
    private final SocketBufferEvent client = SocketBufferEvent.unconnected(base, BufferEventOption.CLOSE_ON_FREE);

    HappyEyeballsTest() {
        super(World.simulated());
        world.atTheEnd(client::close);
        client.callbacks(new Noting("c"));
        client.connect("host.example", 80, resolver);
    }

    private void silence(InetSocketAddress... addresses) {
        for (InetSocketAddress each : addresses) {
            world.simulation().platform().silence(each);
        }
    }

    private void listen(InetSocketAddress address) throws IOException {
        Fd listener = world.descriptors().listen(address);
        world.atTheEnd(listener::close);
    }

    private long attempts() {
        return world.simulation().platform().count(Call.CONNECT);
    }

    private void passAndLook(long millis) {
        pass(millis);
        look();
    }

    // S-143, S-144, S-145; RFC 8305, sections 4 and 5
    @Test
    void theOtherFamilyIsTriedAfterADelayAndTheFirstToConnectWins() throws IOException {
        silence(SIX, OTHER_SIX);
        listen(FOUR);
        resolver.answer(SIX, OTHER_SIX, FOUR);
        look();
        assertEquals(1, attempts());
        passAndLook(249);
        assertEquals(1, attempts());
        passAndLook(1);
        look();
        assertEquals(2, attempts());
        assertRan("c.CONNECTED");
        assertEquals(FOUR, requireNonNull(client.fd()).remoteAddress());
        passAndLook(1000);
        assertEquals(2, attempts());
        assertEquals(
                2,
                world.simulation().platform().openDescriptors().size(),
                "the loser is closed; the rest are" + " the listener and the client, whose peer waits to be accepted");
    }

    // S-144
    @Test
    void anEarlierAttemptMayStillWin() throws IOException {
        silence(SIX, FOUR);
        resolver.answer(SIX, FOUR);
        look();
        passAndLook(250);
        assertEquals(2, attempts());
        listen(SIX);
        world.simulation().platform().unsilence(SIX);
        look();
        assertRan("c.CONNECTED");
        assertEquals(SIX, requireNonNull(client.fd()).remoteAddress());
    }

    // S-144
    @Test
    void aFailureStartsTheNextAttemptAtOnceAndTheDelayAnew() {
        silence(OTHER_SIX, FOUR);
        resolver.answer(SIX, FOUR, OTHER_SIX);
        look();
        look();
        assertEquals(2, attempts());
        passAndLook(249);
        assertEquals(2, attempts());
        passAndLook(1);
        assertEquals(3, attempts());
        assertRan("");
    }

    // S-144
    @Test
    void closingGivesEveryAttemptUp() {
        silence(SIX, FOUR, OTHER_SIX);
        resolver.answer(SIX, FOUR, OTHER_SIX);
        look();
        passAndLook(250);
        assertEquals(2, world.simulation().platform().openDescriptors().size());
        client.close();
        assertEquals(0, world.simulation().platform().openDescriptors().size());
        passAndLook(1000);
        assertEquals(2, attempts());
        assertRan("");
    }
}
