package io.gyre.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.internal.ffi.CProbe;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class SockaddrTest {
    private final MemorySegment memory = Arena.ofAuto().allocate(Sockaddr.CAPACITY, 8);

    /** {@return the bytes of {@code address} in hexadecimal digits} */
    private String bytes(SocketAddress address) {
        int length = Sockaddr.write(memory, address);
        assertTrue(length > 0);
        return HexFormat.of().formatHex(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }

    private static String inC(String type, String assignments) throws Exception {
        return CProbe.run("""
            struct %s a;
            memset(&a, 0, sizeof a);
            size_t length = sizeof a;
            %s
            for (size_t i = 0; i < length; i++) printf("%%02x", ((unsigned char *) &a)[i]);
            """.formatted(type, assignments));
    }

    @Test
    void ipv4IsLaidOutAsInC() throws Exception {
        assertEquals(inC("sockaddr_in", """
            a.sin_family = AF_INET;
            a.sin_port = htons(8080);
            a.sin_addr.s_addr = htonl(0xc0000201);
            """), bytes(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 8080)));
    }

    @Test
    void ipv6IsLaidOutAsInC() throws Exception {
        assertEquals(
                inC("sockaddr_in6", """
                    a.sin6_family = AF_INET6;
                    a.sin6_port = htons(443);
                    a.sin6_addr.s6_addr[0] = 0xfe;
                    a.sin6_addr.s6_addr[1] = 0x80;
                    a.sin6_addr.s6_addr[15] = 1;
                    a.sin6_scope_id = 3;
                    """),
                bytes(new InetSocketAddress(
                        Inet6Address.getByAddress(
                                null, InetAddress.ofLiteral("fe80::1").getAddress(), 3),
                        443)));
    }

    @Test
    void unixPathsAreLaidOutAsInC() throws Exception {
        assertEquals(inC("sockaddr_un", """
            a.sun_family = AF_UNIX;
            strcpy(a.sun_path, "/run/x");
            length = offsetof(struct sockaddr_un, sun_path) + strlen(a.sun_path) + 1;
            """), bytes(UnixDomainSocketAddress.of("/run/x")));
    }

    @Test
    void abstractNamesBeginWithNul() throws Exception {
        assertEquals(inC("sockaddr_un", """
            a.sun_family = AF_UNIX;
            strcpy(a.sun_path + 1, "x");
            length = offsetof(struct sockaddr_un, sun_path) + 2;
            """), bytes(UnixDomainSocketAddress.of("@x")));
    }

    @Test
    void thereIsRoomForEveryKind() throws Exception {
        Map<String, Long> sizes = CProbe.values(
                List.of("sizeof(struct sockaddr_in)", "sizeof(struct sockaddr_in6)", "sizeof(struct sockaddr_un)"));
        assertEquals(List.of(16L, 28L, 110L), List.copyOf(sizes.values()));
        assertTrue(sizes.values().stream().allMatch(size -> size <= Sockaddr.CAPACITY));
    }

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        for (SocketAddress address : List.of(
                new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 65535),
                new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 0),
                UnixDomainSocketAddress.of("/run/x"),
                UnixDomainSocketAddress.of("@x"),
                UnixDomainSocketAddress.of("p".repeat(107)))) {
            assertEquals(address, Sockaddr.read(memory, Sockaddr.write(memory, address)));
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertEquals(-1, Sockaddr.write(memory, UnixDomainSocketAddress.of("p".repeat(108))));
        assertThrows(
                IllegalArgumentException.class,
                () -> Sockaddr.write(memory, InetSocketAddress.createUnresolved("host.invalid", 80)));
    }
}
