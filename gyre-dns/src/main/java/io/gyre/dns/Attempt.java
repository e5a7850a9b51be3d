package io.gyre.dns;

import io.gyre.net.SocketAddresses;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * One message to one server, and what came of it.
 *
 * @param server whom it was sent to
 * @param transport how
 * @param reached whether the server may have seen it; not if the system or the network said at once that nobody is there
 * @param outcome what came of it, in a few words: {@code NOERROR}, {@code SERVFAIL}, {@code no reply}, or an error
 * @param elapsed how long that took
 */
public record Attempt(
        InetSocketAddress server, DnsTransport transport, boolean reached, String outcome, Duration elapsed) {
    /** {@return one line without its end} */
    @Override
    public String toString() {
        return SocketAddresses.format(server) + " (" + transport + "): " + outcome + " after " + elapsed.toMillis()
                + " ms";
    }
}
