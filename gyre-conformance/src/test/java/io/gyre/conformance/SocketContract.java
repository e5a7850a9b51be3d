package io.gyre.conformance;

import static io.gyre.backend.Interest.READ;
import static io.gyre.backend.Interest.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections, from the first packet to the last. */
interface SocketContract extends BackendUnderTest {
    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private Fd listen(SocketAddress address) throws IOException {
        return driver().own(driver().make.listen(address));
    }

    private static SocketAddress addressOf(Fd listener) {
        return Objects.requireNonNull(listener.localAddress());
    }

    private Fd accept(Fd listener) throws IOException {
        return driver().own(Objects.requireNonNull(listener.accept()));
    }

    @Test
    default void aListenerIsReadableWhileAConnectionWaits() throws IOException {
        Fd listener = listen(anyPort());
        driver().watch(listener, READ);
        driver().assertQuiet();
        driver().own(driver().make.connect(addressOf(listener)));
        assertEquals(READ, driver().await(listener));
        assertEquals(READ, driver().look(listener));
        accept(listener);
        driver().assertQuiet();
    }

    @Test
    default void aUnixListenerIsReadableWhileAConnectionWaits(@TempDir Path folder) throws IOException {
        Fd listener = listen(UnixDomainSocketAddress.of(folder.resolve("socket")));
        driver().watch(listener, READ);
        driver().assertQuiet();
        driver().own(driver().make.connect(UnixDomainSocketAddress.of(folder.resolve("socket"))));
        assertEquals(READ, driver().await(listener));
        accept(listener);
        driver().assertQuiet();
    }

    @Test
    default void aConnectionThatStandsIsWritable() throws IOException {
        Fd listener = listen(anyPort());
        Fd client = driver().own(driver().make.connect(addressOf(listener)));
        driver().watch(client, WRITE);
        assertEquals(WRITE, driver().await(client));
        assertNull(client.socketError());
        assertEquals(WRITE, driver().await(client));
        Bytes.write(client, "x");
    }

    @Test
    default void aConnectionThatStandsCanBeWrittenWithoutAsking() throws IOException {
        Fd listener = listen(anyPort());
        Fd client = driver().own(driver().make.connect(addressOf(listener)));
        driver().watch(client, WRITE);
        driver().await(client);
        Bytes.write(client, "x");
        Fd server = accept(listener);
        driver().watch(server, READ);
        assertEquals(READ, driver().await(server));
        assertEquals("x", Bytes.read(server));
    }

    @Test
    default void whoOnlyReadsHearsOfTheFirstData() throws IOException {
        Fd listener = listen(anyPort());
        Fd client = driver().own(driver().make.connect(addressOf(listener)));
        driver().watch(client, READ);
        driver().watch(listener, READ);
        driver().await(listener);
        driver().forget(listener);
        Bytes.write(accept(listener), "x");
        assertEquals(READ, driver().await(client));
        assertEquals("x", Bytes.read(client));
        driver().assertQuiet();
    }

    // S-111
    @Test
    default void aConnectionThatIsRefusedIsTold() throws IOException {
        Fd listener = listen(anyPort());
        SocketAddress nobody = addressOf(listener);
        listener.close();
        Fd client = driver().own(driver().make.socket(StandardProtocolFamily.INET, SocketType.STREAM));
        int rc = client.platform().connect(client.number(), nobody);
        driver().watch(client, WRITE);
        assertEquals(WRITE, driver().await(client));
        ErrnoException error = client.socketError();
        String name = error != null ? error.errnoName() : new ErrnoException("connect", rc).errnoName();
        assertEquals("ECONNREFUSED", name);
        driver().forget(client);
        driver().assertQuiet();
    }

    @Test
    default void aConnectionThatIsRefusedIsToldToWhoOnlyReads() throws IOException {
        Fd listener = listen(anyPort());
        SocketAddress nobody = addressOf(listener);
        listener.close();
        Fd client = driver().own(driver().make.socket(StandardProtocolFamily.INET, SocketType.STREAM));
        client.platform().connect(client.number(), nobody);
        driver().watch(client, READ);
        assertEquals(READ, driver().await(client));
    }

    @Test
    default void aDatagramIsReadable() throws IOException {
        Fd receiver = driver().own(driver().make.socket(StandardProtocolFamily.INET, SocketType.DATAGRAM));
        assertEquals(0, receiver.platform().bind(receiver.number(), anyPort()));
        Fd sender = driver().own(driver().make.socket(StandardProtocolFamily.INET, SocketType.DATAGRAM));
        assertEquals(0, sender.platform().connect(sender.number(), addressOf(receiver)));
        driver().watch(receiver, READ);
        driver().assertQuiet();
        driver().watch(sender, WRITE);
        assertEquals(WRITE, driver().await(sender));
        driver().forget(sender);
        Bytes.write(sender, "x");
        assertEquals(READ, driver().await(receiver));
        assertEquals("x", Bytes.read(receiver));
        driver().assertQuiet();
    }
}
