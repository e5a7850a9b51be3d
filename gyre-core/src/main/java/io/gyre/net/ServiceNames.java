package io.gyre.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * The names of services and their ports, as in {@code services(5)}: what {@code getservbyname(3)} is to C. Names are
 * matched in their exact case, and aliases count. May be used from any thread.
 */
public final class ServiceNames {
    private static final int LONGEST_FILE = 1 << 20;
    private static final int MOST_NAMES = 50_000;

    private final @Nullable Path file;
    private volatile @Nullable Map<String, Integer> ports;

    private ServiceNames(@Nullable Path file, @Nullable Map<String, Integer> ports) {
        this.file = file;
        this.ports = ports;
    }

    /**
     * {@return the names known to this host} They are read from its services file once, when the first name is asked
     * for; a missing or unreadable file has no names.
     */
    public static ServiceNames system() {
        String windows = System.getenv("SystemRoot");
        Path file =
                windows == null ? Path.of("/etc/services") : Path.of(windows, "System32", "drivers", "etc", "services");
        return new ServiceNames(file, null);
    }

    /**
     * {@return the names in a text of the form of {@code services(5)}} Lines that cannot be read are skipped, the first
     * entry for a name wins, and names past the 50,000th are left out.
     *
     * @param text lines such as {@code "http 80/tcp www # World Wide Web"}
     */
    public static ServiceNames parse(String text) {
        return new ServiceNames(null, table(text));
    }

    /**
     * {@return the port of a service, or empty if it is unknown} A decimal number from 0 to 65535 is its own port and
     * needs no file.
     *
     * @param service a name or number
     * @param socketType tells the protocol: many services have one of the two only
     */
    public OptionalInt port(String service, SocketType socketType) {
        int number = SocketAddresses.portNumber(service);
        if (number >= 0) {
            return OptionalInt.of(number);
        }
        Integer port = ports().get(key(service, protocol(socketType)));
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }

    private Map<String, Integer> ports() {
        Map<String, Integer> known = ports;
        if (known == null) {
            known = table(read(file));
            ports = known; // Two threads may both read the file; they find the same.
        }
        return known;
    }

    private static String read(@Nullable Path file) {
        if (file == null) {
            return "";
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LONGEST_FILE), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // Minimal systems have no such file; then only numbers are known.
        }
    }

    private static Map<String, Integer> table(String text) {
        var table = new HashMap<String, Integer>();
        text.lines().forEach(line -> addLine(line, table));
        return Map.copyOf(table);
    }

    private static void addLine(String line, Map<String, Integer> table) {
        int comment = line.indexOf('#');
        var words = new StringTokenizer(comment < 0 ? line : line.substring(0, comment));
        if (words.countTokens() < 2) {
            return;
        }
        String name = words.nextToken();
        String portAndProtocol = words.nextToken();
        int slash = portAndProtocol.indexOf('/');
        int port = slash < 0 ? -1 : SocketAddresses.portNumber(portAndProtocol.substring(0, slash));
        if (port < 0) {
            return;
        }
        String protocol = portAndProtocol.substring(slash + 1);
        add(name, protocol, port, table);
        while (words.hasMoreTokens()) {
            add(words.nextToken(), protocol, port, table);
        }
    }

    private static void add(String name, String protocol, int port, Map<String, Integer> table) {
        if (table.size() < MOST_NAMES) {
            table.putIfAbsent(key(name, protocol), port);
        }
    }

    private static String protocol(SocketType socketType) {
        return switch (socketType) {
            case STREAM -> "tcp";
            case DATAGRAM -> "udp";
        };
    }

    private static String key(String name, String protocol) {
        return name + '/' + protocol;
    }
}
