package io.gyre.cli;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a zone file (RFC 1035, section 5): {@code $ORIGIN}, {@code $TTL}, owners that are left out, {@code @}, comments, quotes and parentheses.
 */
final class ZoneReader {
    private static final int DEFAULT_TTL = 3600;

    private final String where;
    private final List<ResourceRecord> records = new ArrayList<>();
    private DnsName origin = DnsName.ROOT;
    private DnsName owner = DnsName.ROOT;
    private int ttl = DEFAULT_TTL;

    ZoneReader(String where) {
        this.where = where;
    }

    List<ResourceRecord> read(String text) {
        var entries = new ZoneWords(text);
        for (ZoneWords.Entry entry = next(entries); entry != null; entry = next(entries)) {
            try {
                read(entry);
            } catch (IllegalArgumentException | IndexOutOfBoundsException wrong) {
                String why = wrong instanceof IndexOutOfBoundsException ? "something is missing" : wrong.getMessage();
                throw new Failure(where + ", line " + entry.line() + ": " + why);
            }
        }
        return records;
    }

    private ZoneWords.@Nullable Entry next(ZoneWords entries) {
        try {
            return entries.next();
        } catch (IllegalArgumentException wrong) {
            throw new Failure(where + ": " + wrong.getMessage());
        }
    }

    private void read(ZoneWords.Entry entry) {
        List<String> words = entry.words();
        switch (words.getFirst()) {
            case "$ORIGIN" -> origin = name(words.get(1));
            case "$TTL" -> ttl = number(words.get(1));
            default -> record(words, entry.hasOwner());
        }
    }

    private void record(List<String> words, boolean hasOwner) {
        int at = 0;
        if (hasOwner) {
            owner = name(words.get(at++));
        }
        int own = ttl;
        boolean more = true;
        while (more) {
            String word = words.get(at);
            more = false;
            if (word.matches("[0-9]+")) {
                own = number(word);
                more = true;
            } else if (word.equalsIgnoreCase("IN")) {
                more = true;
            }
            at += more ? 1 : 0;
        }
        RecordType type = RecordType.of(words.get(at++));
        var data = new ZoneData(words.subList(at, words.size()), this::name);
        records.add(ResourceRecord.of(owner, type, own, data.read(type)));
    }

    private DnsName name(String word) {
        if (word.equals("@")) {
            return origin;
        }
        DnsName name = DnsName.of(word);
        boolean absolute = word.endsWith(".") && !word.endsWith("\\.");
        return absolute ? name : name.append(origin);
    }

    private static int number(String word) {
        long value = word.matches("[0-9]{1,10}") ? Long.parseLong(word) : -1;
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("'" + word + "' is no time to live: use 0 to 2147483647 seconds");
        }
        return (int) value;
    }
}
