package io.gyre.cli;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.RecordData;
import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResourceRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The records of a zone file. Names between one with records and the zone exist as well, without any. */
final class ZoneFile implements DnsNames.Source {
    private final Map<DnsName, List<ResourceRecord>> records = new HashMap<>();
    private final Set<DnsName> between = new HashSet<>();
    private final List<ResourceRecord> authorities = new ArrayList<>();

    private ZoneFile() {}

    /** @throws Failure naming the line that cannot be read */
    static ZoneFile read(Path file) throws IOException {
        return parse(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    static ZoneFile parse(String where, String text) {
        var zone = new ZoneFile();
        new ZoneReader(where).read(text).forEach(zone::add);
        return zone;
    }

    private void add(ResourceRecord record) {
        records.computeIfAbsent(record.name(), _ -> new ArrayList<>(2)).add(record);
        if (record.type().equals(RecordType.SOA)) {
            authorities.add(record);
        }
        DnsName above = record.name().parent();
        while (above != null && between.add(above)) {
            above = above.parent();
        }
    }

    @Override
    public @Nullable List<ResourceRecord> records(DnsName name) {
        List<ResourceRecord> found = records.get(name);
        if (found == null) {
            return between.contains(name) && authority(name) != null ? List.of() : null;
        }
        return found.stream()
                .map(each -> new ResourceRecord(name, each.type(), each.recordClass(), each.ttl(), each.data()))
                .toList();
    }

    /** RFC 2308, section 3: with the time for which it may be believed that there is nothing. */
    @Override
    public @Nullable ResourceRecord authority(DnsName name) {
        for (ResourceRecord each : authorities) {
            if (name.isWithin(each.name()) && each.data() instanceof RecordData.Soa soa) {
                int ttl = (int) Math.min(each.ttl(), soa.minimum());
                return new ResourceRecord(each.name(), each.type(), each.recordClass(), ttl, soa);
            }
        }
        return null;
    }
}
