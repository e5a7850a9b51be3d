package io.gyre.dns.wire;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;

/** Reads the data of one record, which the input is limited to. */
final class RecordDataReader {
    private RecordDataReader() {}

    static boolean knows(RecordType type) {
        return switch (type.code()) {
            case 1, 2, 5, 6, 12, 15, 16, 28, 33, 41, 64, 65, 257 -> true;
            default -> false;
        };
    }

    /** Reads all that the input lets be read. Names may be compressed where RFC 1035 has them, and in SRV for older senders. */
    static RecordData read(WireInput in, RecordType type) throws MalformedMessageException {
        return switch (type.code()) {
            case 1 -> new RecordData.A((Inet4Address) address(in, 4));
            case 28 -> new RecordData.Aaaa((Inet6Address) address(in, 16));
            case 2 -> new RecordData.Ns(in.name());
            case 5 -> new RecordData.Cname(in.name());
            case 12 -> new RecordData.Ptr(in.name());
            case 15 -> new RecordData.Mx(in.u16(), in.name());
            case 6 -> new RecordData.Soa(in.name(), in.name(), in.u32(), in.u32(), in.u32(), in.u32(), in.u32());
            case 33 -> new RecordData.Srv(in.u16(), in.u16(), in.u16(), in.name());
            case 16 -> texts(in);
            case 257 -> caa(in);
            case 64, 65 -> service(in);
            default -> new RecordData.Unknown(in.octets(in.remaining()));
        };
    }

    private static InetAddress address(WireInput in, int length) throws MalformedMessageException {
        byte[] bytes = in.take(length);
        try {
            // The usual way would make an IPv4 address of a mapped one.
            return length == 4 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(length + " octets are always an address", impossible);
        }
    }

    private static RecordData texts(WireInput in) throws MalformedMessageException {
        var texts = new ArrayList<Octets>();
        do {
            texts.add(in.octets(in.u8()));
        } while (in.remaining() > 0);
        return new RecordData.Txt(texts);
    }

    private static RecordData caa(WireInput in) throws MalformedMessageException {
        int flags = in.u8();
        Octets tag = in.octets(in.u8());
        if (tag.length() == 0) {
            throw in.malformed("a CAA record has no tag");
        }
        return new RecordData.Caa(flags, tag, in.octets(in.remaining()));
    }

    private static RecordData service(WireInput in) throws MalformedMessageException {
        int priority = in.u16();
        DnsName target = in.name(false);
        var parameters = new ArrayList<SvcParam>();
        int last = -1;
        while (in.remaining() > 0) {
            int key = in.u16();
            if (key <= last) {
                throw in.malformed("the keys of a SVCB record do not ascend");
            }
            parameters.add(new SvcParam(key, in.octets(in.u16())));
            last = key;
        }
        return new RecordData.Svcb(priority, target, parameters);
    }
}
