package io.gyre.dns.wire;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A record: some data of a name.
 *
 * @param name whose
 * @param type which kind of data
 * @param recordClass in which class
 * @param ttl for how many seconds it may be kept, from 0 to 2147483647
 * @param data the data, which fit the type
 */
public record ResourceRecord(DnsName name, RecordType type, RecordClass recordClass, int ttl, RecordData data) {
    /** Checks the time to live, and that data and type fit. */
    public ResourceRecord {
        if (ttl < 0) {
            throw new IllegalArgumentException("a time to live lies between 0 and 2147483647 s, but is " + ttl);
        }
        if (!data.fits(type)) {
            throw new IllegalArgumentException(data + " is no data of type " + type);
        }
    }

    /** {@return a record of the class IN} */
    public static ResourceRecord of(DnsName name, RecordType type, int ttl, RecordData data) {
        return new ResourceRecord(name, type, RecordClass.IN, ttl, data);
    }

    /** {@return a record A or AAAA} */
    public static ResourceRecord of(DnsName name, int ttl, InetAddress address) {
        RecordData data = RecordData.of(address);
        return of(name, data instanceof RecordData.A ? RecordType.A : RecordType.AAAA, ttl, data);
    }

    /** {@return the address of a record A or AAAA, otherwise null} */
    public @Nullable InetAddress address() {
        return switch (data) {
            case RecordData.A a -> a.address();
            case RecordData.Aaaa aaaa -> aaaa.address();
            default -> null;
        };
    }

    /** {@return the record in one line, as in a zone file} Safe to print. */
    @Override
    public String toString() {
        return name + " " + ttl + " " + recordClass + " " + type + " " + data;
    }
}
