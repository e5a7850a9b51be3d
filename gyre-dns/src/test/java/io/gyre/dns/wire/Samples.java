package io.gyre.dns.wire;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;

/** Messages with a bit of everything. */
final class Samples {
    private Samples() {}

    static DnsName name(String text) {
        return DnsName.of(text);
    }

    static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** {@return ::ffff:1.2.3.4, of which the JDK would make an IPv4 address} */
    static Inet6Address mapped() {
        try {
            byte[] bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 1, 2, 3, 4};
            return Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static ResourceRecord record(String name, String type, RecordData data) {
        return ResourceRecord.of(name(name), RecordType.of(type), 3600, data);
    }

    /** {@return a record of each type} */
    static List<ResourceRecord> records() {
        return List.of(
                ResourceRecord.of(name("a.example"), 60, ip("192.0.2.1")),
                ResourceRecord.of(name("a.example"), 60, ip("2001:db8::1")),
                record("mapped.example", "AAAA", new RecordData.Aaaa(mapped())),
                record("www.example", "CNAME", new RecordData.Cname(name("a.example"))),
                record("1.2.0.192.in-addr.arpa", "PTR", new RecordData.Ptr(name("A.example"))),
                record("example", "MX", new RecordData.Mx(10, name("mail.a.example"))),
                record("example", "TXT", new RecordData.Txt(List.of(Octets.of("v=1; \"x\""), Octets.EMPTY))),
                record("_sip._udp.example", "SRV", new RecordData.Srv(1, 2, 5060, name("a.example"))),
                record(
                        "example",
                        "SOA",
                        new RecordData.Soa(name("ns.example"), name("host.example"), 4294967295L, 1, 2, 3, 300)),
                record("example", "NS", new RecordData.Ns(name("ns.example"))),
                record("example", "CAA", new RecordData.Caa(128, Octets.of("issue"), Octets.of("ca.example"))),
                record(
                        "example",
                        "HTTPS",
                        new RecordData.Svcb(
                                1,
                                DnsName.ROOT,
                                List.of(
                                        new SvcParam(SvcParam.ALPN, Octets.of("\u0002h2")),
                                        new SvcParam(SvcParam.PORT, Octets.of((byte) 1, (byte) -69)),
                                        new SvcParam(65280, Octets.EMPTY)))),
                record("_dns.example", "SVCB", new RecordData.Svcb(0, name("svc.example"), List.of())),
                record("example", "TYPE65280", new RecordData.Unknown(Octets.of((byte) 1, (byte) 0xc0))),
                new ResourceRecord(
                        name("version.bind"),
                        RecordType.TXT,
                        RecordClass.CH,
                        0,
                        new RecordData.Txt(List.of(Octets.of("none")))));
    }

    static Message everything() {
        var edns = new Edns(1232, 0, true, List.of(new EdnsOption(10, Octets.of("cookie!!"))));
        var header = new Header(
                0xbeef,
                Opcode.QUERY,
                Set.of(HeaderFlag.QR, HeaderFlag.AA, HeaderFlag.RD, HeaderFlag.RA, HeaderFlag.AD, HeaderFlag.CD),
                ResponseCode.BADVERS);
        List<ResourceRecord> all = records();
        return new Message(
                header,
                List.of(Question.of(name("Example"), RecordType.ANY)),
                all,
                all.subList(8, 10),
                all.subList(0, 2),
                edns);
    }
}
