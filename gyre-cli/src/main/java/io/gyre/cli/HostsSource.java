package io.gyre.cli;

import io.gyre.dns.HostsFile;
import io.gyre.dns.ReverseName;
import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.RecordData;
import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResourceRecord;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records A, AAAA and PTR of a hosts file. */
record HostsSource(HostsFile hosts) implements DnsNames.Source {
    private static final int TTL = 60;

    @Override
    public @Nullable List<ResourceRecord> records(DnsName name) {
        List<InetAddress> addresses = hosts.addresses(name);
        if (!addresses.isEmpty()) {
            return addresses.stream()
                    .map(address -> ResourceRecord.of(name, TTL, address))
                    .toList();
        }
        InetAddress reverse = ReverseName.address(name);
        List<DnsName> names = reverse == null ? List.of() : hosts.names(reverse);
        if (names.isEmpty()) {
            return null;
        }
        return names.stream()
                .map(host -> ResourceRecord.of(name, RecordType.PTR, TTL, new RecordData.Ptr(host)))
                .toList();
    }

    @Override
    public @Nullable ResourceRecord authority(DnsName name) {
        return null;
    }
}
