package io.gyre.net;

import static io.gyre.net.SocketType.DATAGRAM;
import static io.gyre.net.SocketType.STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNamesTest {
    private static final ServiceNames NAMES = ServiceNames.parse("""
        # a comment
        http\t\t80/tcp\twww web # the web
        domain 53/tcp
        domain 53/udp
        tftp 69/udp
        http 8080/tcp
        """);

    @Test
    void namesAndAliasesHaveAPortForEachProtocol() {
        assertEquals(OptionalInt.of(80), NAMES.port("http", STREAM));
        assertEquals(OptionalInt.of(80), NAMES.port("web", STREAM));
        assertEquals(OptionalInt.empty(), NAMES.port("http", DATAGRAM));
        assertEquals(OptionalInt.of(53), NAMES.port("domain", DATAGRAM));
        assertEquals(OptionalInt.empty(), NAMES.port("HTTP", STREAM));
        assertEquals(OptionalInt.empty(), NAMES.port("a", STREAM), "words of comments are no names");
    }

    @Test
    void aNumberIsItsOwnPort() {
        assertEquals(OptionalInt.of(0), NAMES.port("0", STREAM));
        assertEquals(OptionalInt.of(65535), NAMES.port("65535", DATAGRAM));
        assertEquals(OptionalInt.empty(), NAMES.port("65536", STREAM));
        assertEquals(OptionalInt.empty(), NAMES.port("-1", STREAM));
        assertEquals(OptionalInt.empty(), NAMES.port("", STREAM));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "x 80", "x /tcp", "x 80000/tcp", "x -1/tcp", "x abc/tcp", "# x 80/tcp", "80/tcp x", "\0"})
    void aLineThatCannotBeReadIsSkipped(String line) {
        ServiceNames names = ServiceNames.parse(line + "\ny 7/tcp\n");
        assertEquals(OptionalInt.empty(), names.port("x", STREAM));
        assertEquals(OptionalInt.of(7), names.port("y", STREAM));
    }

    @Test
    void aHugeTableIsCutShort() {
        var text = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            text.append('s').append(i).append(" 1/tcp\n");
        }
        ServiceNames names = ServiceNames.parse(text.toString());
        assertEquals(OptionalInt.of(1), names.port("s49999", STREAM));
        assertEquals(OptionalInt.empty(), names.port("s50000", STREAM));
    }

    @Test
    void theSystemsFileIsOptional() {
        OptionalInt https = ServiceNames.system().port("https", STREAM);
        assertEquals(443, https.orElse(443));
    }
}
