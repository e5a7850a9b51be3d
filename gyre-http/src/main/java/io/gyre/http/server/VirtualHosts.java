package io.gyre.http.server;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The other names of a server, and the servers within it. */
final class VirtualHosts {
    private record Child(String pattern, HttpServer server) {}

    private final Set<String> aliases = new HashSet<>();
    private final List<Child> children = new ArrayList<>();

    boolean isEmpty() {
        return children.isEmpty();
    }

    boolean addAlias(String name) {
        return aliases.add(lower(name));
    }

    boolean removeAlias(String name) {
        return aliases.remove(lower(name));
    }

    void add(String pattern, HttpServer server) {
        children.add(new Child(lower(pattern), server));
    }

    boolean remove(HttpServer server) {
        return children.removeIf(child -> child.server == server);
    }

    List<HttpServer> servers() {
        return children.stream().map(Child::server).toList();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** {@return the server that answers for a host: aliases first, then patterns, then {@code whole}} */
    HttpServer find(String host, HttpServer whole) {
        String name = lower(host);
        HttpServer byAlias = byAlias(name);
        if (byAlias != null) {
            return byAlias;
        }
        for (Child child : children) {
            if (matches(child.pattern, 0, name, 0)) {
                return child.server.hosts().find(name, child.server);
            }
        }
        return whole;
    }

    private @Nullable HttpServer byAlias(String name) {
        for (Child child : children) {
            VirtualHosts inner = child.server.hosts();
            HttpServer deeper = inner.aliases.contains(name) ? child.server : inner.byAlias(name);
            if (deeper != null) {
                return deeper;
            }
        }
        return null;
    }

    /** {@return whether a name matches a pattern with asterisks} Takes at most as many steps as both are long, multiplied. */
    static boolean matches(String pattern, int patternFrom, String name, int nameFrom) {
        int p = patternFrom;
        int n = nameFrom;
        int star = -1;
        int retry = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                retry = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
