package io.gyre.http.client;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of {@code no_proxy}: names, which stand for all names below them as well, addresses, and networks such as
 * {@code 10.0.0.0/8}, with commas or blanks between them; or an asterisk for all hosts.
 */
final class DirectHosts {
    private final boolean all;
    private final List<String> words;

    DirectHosts(String list) {
        all = list.strip().equals("*");
        words = Stream.of(list.split("[,\\s]+"))
                .map(DirectHosts::plain)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    boolean has(String host) {
        String name = plain(host);
        byte[] address = address(name);
        return all || words.stream().anyMatch(word -> address == null ? covers(word, name) : covers(word, address));
    }

    private static String plain(String host) {
        return host.toLowerCase(Locale.ROOT).replaceAll("^[.\\[]|[.\\]]$", "");
    }

    private static boolean covers(String domain, String name) {
        return name.equals(domain) || name.endsWith("." + domain);
    }

    /** {@return whether the address is the one that is written, or of that network} */
    private static boolean covers(String network, byte[] address) {
        String[] parts = network.split("/", 2);
        byte[] base = address(plain(parts[0]));
        if (base == null || base.length != address.length) {
            return false;
        }
        int bits = parts.length == 1 ? base.length * Byte.SIZE : number(parts[1]);
        if (bits < 0 || bits > base.length * Byte.SIZE) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int bit = 0x80 >> i % Byte.SIZE;
            if (((base[i / Byte.SIZE] ^ address[i / Byte.SIZE]) & bit) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int number(String digits) {
        return digits.matches("\\d{1,3}") ? Integer.parseInt(digits) : -1;
    }

    private static byte @Nullable [] address(String literal) {
        try {
            return InetAddress.ofLiteral(literal).getAddress();
        } catch (IllegalArgumentException name) {
            return null;
        }
    }
}
