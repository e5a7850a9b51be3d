package io.gyre.net;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a host resolution ended: addresses, or a reason why there are none. */
public sealed interface HostResult {
    /**
     * The host was found.
     *
     * @param entries at least one, best first; a host looked up for any kind of socket has one for each kind and
     * address
     * @param canonicalName the host's own name if {@link HostQuery.Flag#CANONNAME} asked for it, else null
     */
    record Resolved(List<AddressInfo> entries, @Nullable String canonicalName) implements HostResult {
        /** Copies the list and checks that it is not empty. */
        public Resolved {
            entries = List.copyOf(entries);
            if (entries.isEmpty()) {
                throw new IllegalArgumentException("a resolved host has an address; without any it is a failure");
            }
        }

        /** {@return the addresses, each once, best first} */
        public List<InetSocketAddress> addresses() {
            return entries.stream().map(AddressInfo::address).distinct().toList();
        }
    }

    /**
     * There is no address to be had.
     *
     * @param error the reason, for programs
     * @param message the reason, for people: names the host and what can be done
     */
    record Failed(EaiError error, String message) implements HostResult {}
}
