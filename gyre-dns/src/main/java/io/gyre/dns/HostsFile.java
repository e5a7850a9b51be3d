package io.gyre.dns;

import io.gyre.dns.wire.DnsName;
import io.gyre.net.InetText;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The names and addresses of a hosts file: {@code hosts(5)}. Lines that cannot be read are passed over. Immutable. */
public final class HostsFile {
    /** Bounds what a file can cost. */
    private static final int MOST_ENTRIES = 500_000;

    private static final HostsFile EMPTY = new HostsFile(new HashMap<>(), new HashMap<>());

    private final Map<DnsName, List<InetAddress>> addresses;
    private final Map<InetAddress, List<DnsName>> names;

    private HostsFile(Map<DnsName, List<InetAddress>> addresses, Map<InetAddress, List<DnsName>> names) {
        this.addresses = addresses;
        this.names = names;
    }

    /** {@return one without entries} */
    public static HostsFile empty() {
        return EMPTY;
    }

    /** {@return the entry that every host has: localhost, with both its addresses} */
    public static HostsFile localhost() {
        return parse("127.0.0.1 localhost\n::1 localhost\n");
    }

    /** {@return what a text says} */
    public static HostsFile parse(String text) {
        var addresses = new HashMap<DnsName, List<InetAddress>>();
        var names = new HashMap<InetAddress, List<DnsName>>();
        int[] left = {MOST_ENTRIES};
        text.lines().forEach(line -> readLine(line, addresses, names, left));
        return new HostsFile(addresses, names);
    }

    /**
     * {@return what a file says}
     *
     * @throws IOException if it cannot be read, or is longer than 64 MiB
     */
    public static HostsFile read(Path file) throws IOException {
        return parse(TextFile.read(file, 64 << 20));
    }

    private static void readLine(
            String line, Map<DnsName, List<InetAddress>> addresses, Map<InetAddress, List<DnsName>> names, int[] left) {
        int comment = line.indexOf('#');
        String[] words =
                (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+", -1);
        InetAddress address = words[0].isEmpty() ? null : InetText.address(words[0]);
        if (address == null) {
            return;
        }
        for (int i = 1; i < words.length && left[0] > 0; i++) {
            DnsName name = name(words[i]);
            if (name != null) {
                addToList(addresses.computeIfAbsent(name, _ -> new ArrayList<>(2)), address);
                addToList(names.computeIfAbsent(address, _ -> new ArrayList<>(2)), name);
                left[0]--;
            }
        }
    }

    private static <T> void addToList(List<T> list, T item) {
        if (!list.contains(item)) {
            list.add(item);
        }
    }

    private static @Nullable DnsName name(String word) {
        try {
            return DnsName.of(word);
        } catch (IllegalArgumentException passedOver) {
            return null;
        }
    }

    /** {@return the addresses of a name, in the order of the file; none if it is not there} */
    public List<InetAddress> addresses(DnsName name) {
        return List.copyOf(Objects.requireNonNullElse(addresses.get(name), List.of()));
    }

    /** {@return the names of an address, in the order of the file; none if it is not there} */
    public List<DnsName> names(InetAddress address) {
        return List.copyOf(Objects.requireNonNullElse(names.get(address), List.of()));
    }

    /** {@return how many names there are} */
    public int size() {
        return addresses.size();
    }
}
