package io.gyre.dns;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.Question;
import io.gyre.dns.wire.ResourceRecord;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;

/** How a question ended: the arguments of {@code evdns_callback_type}. */
public sealed interface DnsResult {
    /** {@return what was asked last: with a search list, under the name that decided} */
    Question question();

    /** {@return every message that was sent for it, in their order} None if it came from the cache, or was known. */
    List<Attempt> attempts();

    /** {@return for how many seconds it may be kept} */
    int ttl();

    /**
     * There are records.
     *
     * @param question what was asked
     * @param aliases where the name asked for leads, step by step; the last one is that of the records. Empty if it is no alias
     * @param records at least one, all of the type asked for
     * @param ttl for how many seconds they may be kept, the aliases counted in
     * @param attempts the messages that were sent for it
     */
    record Answered(
            Question question, List<DnsName> aliases, List<ResourceRecord> records, int ttl, List<Attempt> attempts)
            implements DnsResult {
        /** Copies the lists. */
        public Answered {
            aliases = List.copyOf(aliases);
            records = List.copyOf(records);
            attempts = List.copyOf(attempts);
        }

        /** {@return the addresses, if records A or AAAA were asked for} */
        public List<InetAddress> addresses() {
            return records.stream()
                    .map(ResourceRecord::address)
                    .filter(Objects::nonNull)
                    .map(Objects::requireNonNull)
                    .toList();
        }

        /** {@return whose records they are: the name asked for, or where its aliases lead} */
        public DnsName canonicalName() {
            return aliases.isEmpty() ? question.name() : aliases.getLast();
        }

        /** {@return whether the name asked for is an alias} */
        public boolean isAlias() {
            return !aliases.isEmpty();
        }
    }

    /**
     * There are none.
     *
     * @param question what was asked
     * @param error why there are none
     * @param ttl for how many seconds that may be believed; 0 unless the error is NOTEXIST or NODATA
     * @param message the same for people: the name, the error, and what each attempt gave
     * @param attempts the messages that were sent for it
     */
    record Failed(Question question, DnsError error, int ttl, String message, List<Attempt> attempts)
            implements DnsResult {
        /** Copies the list. */
        public Failed {
            attempts = List.copyOf(attempts);
        }
    }
}
