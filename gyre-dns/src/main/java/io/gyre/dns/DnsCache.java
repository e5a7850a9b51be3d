package io.gyre.dns;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.Question;
import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResourceRecord;
import io.gyre.time.Clock;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers, for as long as they may be kept, and also that there is none (RFC 2308). Holds so many; then those go that were not asked for longest.
 * May be used from any thread.
 */
public final class DnsCache {
    /** How many answers are kept unless said otherwise. */
    public static final int DEFAULT_CAPACITY = 10_000;

    /** RFC 8767 suggests to believe nobody for longer. */
    private static final int MOST_SECONDS = 7 * 86_400;

    /** RFC 2308, section 5. */
    private static final int MOST_NEGATIVE_SECONDS = 3 * 3600;

    private final Clock clock;
    private final Map<Question, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private int capacity = DEFAULT_CAPACITY;
    private long hits;
    private long misses;

    private record Entry(DnsResult result, long until) {}

    DnsCache(Clock clock) {
        this.clock = clock;
    }

    /**
     * Keeps an answer: {@code evdns_cache_write}. One that may not be kept is not.
     *
     * @param result as a resolver gave it; its {@code ttl} counts from now
     */
    public synchronized void put(DnsResult result) {
        boolean keep = result instanceof DnsResult.Answered
                || (result instanceof DnsResult.Failed failed
                        && (failed.error() == DnsError.NOTEXIST || failed.error() == DnsError.NODATA));
        int most = result instanceof DnsResult.Answered ? MOST_SECONDS : MOST_NEGATIVE_SECONDS;
        int seconds = Math.min(result.ttl(), most);
        if (keep && seconds > 0 && capacity > 0) {
            entries.put(result.question(), new Entry(result, clock.nanoTime() + seconds * 1_000_000_000L));
            shrink();
        }
    }

    /**
     * Keeps the addresses of a name: {@code evdns_cache_write}. A family without any counts as known to be without.
     *
     * @param ttl for how long, in whole seconds
     */
    public void put(DnsName name, List<? extends InetAddress> addresses, Duration ttl) {
        int seconds = (int) Math.min(ttl.toSeconds(), Integer.MAX_VALUE);
        for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
            List<ResourceRecord> records = addresses.stream()
                    .filter(address -> address instanceof Inet4Address == type.equals(RecordType.A))
                    .map(address -> ResourceRecord.of(name, seconds, address))
                    .toList();
            Question question = Question.of(name, type);
            put(
                    records.isEmpty()
                            ? Interpretation.failure(question, DnsError.NODATA, seconds, "", List.of())
                            : new DnsResult.Answered(question, List.of(), records, seconds, List.of()));
        }
    }

    /**
     * {@return the answer to a question, with the seconds that are left to it, or null} {@code evdns_cache_lookup}.
     */
    public synchronized @Nullable DnsResult lookup(Question question) {
        Entry entry = entries.get(question);
        long left = entry == null ? 0 : entry.until - clock.nanoTime();
        if (entry == null || left <= 0) {
            entries.remove(question);
            misses++;
            return null;
        }
        hits++;
        int seconds = (int) (left / 1_000_000_000L);
        return switch (entry.result) {
            case DnsResult.Answered answered ->
                new DnsResult.Answered(question, answered.aliases(), answered.records(), seconds, List.of());
            case DnsResult.Failed failed ->
                new DnsResult.Failed(question, failed.error(), seconds, failed.message(), List.of());
        };
    }

    /** Forgets everything. */
    public synchronized void flush() {
        entries.clear();
    }

    /** Forgets what is known about one name. */
    public synchronized void flush(DnsName name) {
        entries.keySet().removeIf(question -> question.name().equals(name));
    }

    /** Sets how many answers are kept at most. */
    public synchronized void capacity(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("a cache cannot hold " + most + " answers: use 0 to keep none");
        }
        capacity = most;
        shrink();
    }

    private void shrink() {
        var oldest = entries.keySet().iterator();
        for (int surplus = entries.size() - capacity; surplus > 0; surplus--) {
            oldest.next();
            oldest.remove();
        }
    }

    /** {@return how many answers are kept, those counted whose time is over} */
    public synchronized int size() {
        return entries.size();
    }

    /** {@return how often an answer was there} */
    public synchronized long hits() {
        return hits;
    }

    /** {@return how often none was there} */
    public synchronized long misses() {
        return misses;
    }
}
