package io.gyre.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.gyre.http.Headers;
import io.gyre.http.Status;
import io.gyre.http.UpgradeRequest;
import io.gyre.http.UpgradedConnection;
import io.gyre.testing.MechanismUnderTest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whatever a client leaves behind, its content does not stay in memory. */
class RequestMemoryTest {
    private static final String LONG = "x".repeat(20_000);
    private static final String HALF = " HTTP/1.1\r\nHost: h\r\nContent-Length: 30000\r\n\r\n" + LONG;
    private static final String CHUNKED =
            " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4e20\r\n" + LONG + "\r\n";

    /** Has a client send something and leave, and waits until the server has seen that. */
    private static void leaveAfter(String sent, Consumer<HttpServer> setUp) throws Exception {
        assumeFalse(MechanismUnderTest.isAsynchronous(), "there the mechanism holds memory of its own");
        try (var running = new RunningServer(setUp)) {
            try (Client client = running.connect()) {
                client.send(sent).endSending().rest();
            }
            running.await(() -> running.server().connectionCount() == 0);
            assertEquals(0, running.onLoop(running.server().base().buffers()::liveBytes));
        }
    }

    @Test
    void contentThatNeverBecomesCompleteIsLetGo() throws Exception {
        leaveAfter("POST /" + HALF, server -> server.handle("/", request -> request.reply(Status.OK)));
    }

    @Test
    void contentThatIsTakenAsItComesIsLetGo() throws Exception {
        List<HttpRequest> kept = new ArrayList<>();
        leaveAfter("POST /" + HALF, server -> server.stream("/", kept::add));
    }

    @Test
    void contentOfARequestThatWasAnsweredBeforeItsEndIsLetGo() throws Exception {
        leaveAfter("POST /" + HALF, server -> server.stream("/", RequestMemoryTest::answerOnContent));
    }

    @Test
    void contentBeforeAChunkThatIsRefusedIsLetGo() throws Exception {
        leaveAfter("POST /" + CHUNKED + "bad\n", server -> server.stream("/", RequestMemoryTest::answerOnContent));
    }

    private static void answerOnContent(HttpRequest request) {
        request.onBody((from, _) -> {
            if (!from.isReplied()) {
                from.reply(Status.OK);
            }
        });
    }

    @Test
    void contentOfARequestForAnotherProtocolIsLetGo() throws Exception {
        leaveAfter(
                "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: x\r\nContent-Length: 20000\r\n\r\n"
                        + LONG,
                server -> server.upgrade("/", RequestMemoryTest::acceptAndEnd));
    }

    private static void acceptAndEnd(UpgradeRequest offer) {
        UpgradedConnection accepted = offer.accept(new Headers());
        accepted.transport().close();
        accepted.over();
    }
}
