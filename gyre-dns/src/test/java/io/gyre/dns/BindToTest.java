package io.gyre.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.dns.wire.Message;
import io.gyre.event.LoopFlag;
import io.gyre.net.SocketAddresses;
import io.gyre.testing.DatagramPeer;
import io.gyre.testing.MechanismUnderTest;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Where questions are asked from. */
class BindToTest extends DnsSuite {
    @Test
    void questionsComeFromTheAddressAndFromChangingPorts() {
        FakeServer server = server("10.0.0.1").answering(a("www.example", "192.0.2.1"));
        set("bind-to", "10.0.0.9");
        for (int i = 1; i <= 40; i++) {
            ask("www.example", QueryFlag.FRESH);
            await(i);
        }
        assertEquals(
                List.of(ip("10.0.0.9")),
                server.clients.stream()
                        .map(InetSocketAddress::getAddress)
                        .distinct()
                        .toList());
        assertNotEquals(
                1,
                server.clients.stream()
                        .map(InetSocketAddress::getPort)
                        .distinct()
                        .count());
    }

    @Test
    void aPortThatIsGivenIsTheOnlyOne() {
        FakeServer server = server("10.0.0.1").answering(a("www.example", "192.0.2.1"));
        set("bind-to", "10.0.0.9:5300");
        for (int i = 1; i <= 40; i++) {
            ask("www.example", QueryFlag.FRESH);
            await(i);
        }
        assertEquals(
                List.of(new InetSocketAddress(ip("10.0.0.9"), 5300)),
                server.clients.stream().distinct().toList());
    }

    /** One of this machine's own, that is no loopback address: there bind-to does not hold. */
    private static Optional<InetAddress> realAddress() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst();
    }

    @Test
    void aRealServerSeesTheAddress() throws IOException {
        Optional<InetAddress> here = realAddress();
        assumeTrue(here.isPresent(), "SKIPPED, for this machine has no address but loopback ones");
        List<InetSocketAddress> clients = new ArrayList<>();
        List<DnsResult> told = new ArrayList<>();
        try (var real = MechanismUnderTest.newBase(Assumptions::abort);
                var peer = DatagramPeer.bind(real, new InetSocketAddress(here.get(), 0));
                var asking = DnsResolver.of(real, ResolverFlag.DISABLE_WHEN_INACTIVE)) {
            peer.onDatagram((datagram, client) -> {
                clients.add(client);
                Message query = Message.parse(datagram);
                peer.send(
                        query.answer()
                                .answers(List.of(a("www.example", "192.0.2.1")))
                                .build()
                                .toBytes(),
                        client);
            });
            asking.addNameServer(peer.address());
            asking.setOption("bind-to", "127.0.0.2");
            asking.resolveIpv4("www.example", told::add);
            while (told.isEmpty()) {
                real.loop(LoopFlag.ONCE);
            }
        }
        assertEquals(
                List.of(ip("192.0.2.1")),
                answered(told.getFirst()).addresses(),
                () -> SocketAddresses.format(clients.getFirst()));
        assertEquals(ip("127.0.0.2"), clients.getFirst().getAddress());
    }
}
