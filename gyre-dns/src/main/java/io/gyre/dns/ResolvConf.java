package io.gyre.dns;

import io.gyre.dns.wire.DnsName;
import io.gyre.net.SocketAddresses;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code resolv.conf} says. Lines that cannot be read are passed over, as libevent and the C library do, and kept as problems.
 *
 * @param nameServers in the order of the file
 * @param search the search list, or null if the file has none
 * @param options names and values
 * @param problems what was passed over, for people
 */
record ResolvConf(
        List<InetSocketAddress> nameServers,
        @Nullable List<DnsName> search,
        List<Option> options,
        List<String> problems) {
    private static final int PORT = 53;

    /** What a name server cannot take the time for. */
    private static final int MOST_SERVERS = 64;

    private static final int MOST_SEARCH = 32;

    /** An option, not checked yet. */
    record Option(String name, String value) {}

    static ResolvConf parse(String text) {
        var reader = new Reader();
        text.lines().forEach(reader::line);
        return new ResolvConf(reader.nameServers, reader.search, reader.options, reader.problems);
    }

    /**
     * {@return the address that a text stands for, with port 53 where it has none}
     *
     * @throws IllegalArgumentException if it is no address
     */
    static InetSocketAddress nameServer(String text) {
        InetSocketAddress address = SocketAddresses.parse(text);
        return address.getPort() == 0 ? new InetSocketAddress(address.getAddress(), PORT) : address;
    }

    private static final class Reader {
        final List<InetSocketAddress> nameServers = new ArrayList<>();
        final List<Option> options = new ArrayList<>();
        final List<String> problems = new ArrayList<>();

        @Nullable
        List<DnsName> search;

        void line(String line) {
            String[] words = line.strip().split("[ \t\r]+", -1);
            List<String> arguments = List.of(words).subList(1, words.length);
            switch (words[0]) {
                case "nameserver" -> nameServer(arguments);
                case "domain" -> search = names(arguments.subList(0, Math.min(1, arguments.size())));
                case "search" -> search = names(arguments);
                case "options" -> arguments.forEach(this::option);
                default -> {}
            }
        }

        private void nameServer(List<String> arguments) {
            if (arguments.isEmpty()) {
                problems.add("a nameserver line has no address");
                return;
            }
            try {
                InetSocketAddress server = ResolvConf.nameServer(arguments.getFirst());
                if (!nameServers.contains(server) && nameServers.size() < MOST_SERVERS) {
                    nameServers.add(server);
                }
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }

        private List<DnsName> names(List<String> arguments) {
            var names = new ArrayList<DnsName>();
            for (String each : arguments) {
                if (each.startsWith("#") || each.startsWith(";") || names.size() == MOST_SEARCH) {
                    break;
                }
                try {
                    names.add(DnsName.of(each.startsWith(".") ? each.substring(1) : each));
                } catch (IllegalArgumentException e) {
                    problems.add(String.valueOf(e.getMessage()));
                }
            }
            return names;
        }

        private void option(String word) {
            int colon = word.indexOf(':');
            options.add(
                    colon < 0 ? new Option(word, "") : new Option(word.substring(0, colon), word.substring(colon + 1)));
        }
    }
}
