package io.gyre.cli;

import io.gyre.net.SocketAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Addresses as a user writes them: {@code [HOST:]PORT}, or {@code unix:PATH}. */
final class Endpoint {
    private static final String FORMS = "write PORT, HOST:PORT, [IPV6]:PORT or unix:PATH";

    private Endpoint() {}

    /**
     * {@return the address; without a host it is 127.0.0.1} A name is looked up here, which may take a while.
     *
     * @param lowestPort 0 where the kernel may choose one, otherwise 1
     */
    static SocketAddress parse(String text, int lowestPort) {
        if (text.startsWith("unix:")) {
            return SocketAddresses.parseAny(text);
        }
        int colon = text.lastIndexOf(':');
        int port = port(text, text.substring(colon + 1), lowestPort);
        return new InetSocketAddress(host(text, colon < 0 ? "127.0.0.1" : text.substring(0, colon)), port);
    }

    private static int port(String text, String digits, int lowest) {
        if (digits.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(digits);
            if (port >= lowest && port <= 65535) {
                return port;
            }
        }
        throw new Failure("'" + text + "' has no port from " + lowest + " to 65535: " + FORMS);
    }

    private static InetAddress host(String text, String host) {
        boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
        if (host.isEmpty() || bare) {
            throw new Failure("'" + text + "' is no address: " + FORMS);
        }
        boolean name = !host.startsWith("[") && host.chars().anyMatch(Character::isLetter);
        return name ? lookUp(host) : SocketAddresses.parse(host).getAddress();
    }

    private static InetAddress lookUp(String name) {
        InetAddress address = new InetSocketAddress(name, 0).getAddress();
        if (address == null) {
            throw new Failure("the host '" + name + "' cannot be found: check its name and the name servers");
        }
        return address;
    }
}
