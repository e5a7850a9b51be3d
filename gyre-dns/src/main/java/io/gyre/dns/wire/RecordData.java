package io.gyre.dns.wire;

import io.gyre.net.InetText;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;

/** The data of a record. Every kind prints as in a zone file, in printable ASCII only. */
public sealed interface RecordData {
    /** {@return whether a record of {@code type} can have these data} */
    boolean fits(RecordType type);

    /** {@return the data of a record A or AAAA} */
    static RecordData of(InetAddress address) {
        return address instanceof Inet4Address v4 ? new A(v4) : new Aaaa((Inet6Address) address);
    }

    private static void checkShort(String what, int value) {
        if (value < 0 || value > 0xffff) {
            throw new IllegalArgumentException(what + " lies between 0 and 65535, but is " + value);
        }
    }

    /**
     * An IPv4 address.
     *
     * @param address the address
     */
    record A(Inet4Address address) implements RecordData {
        @Override
        public boolean fits(RecordType type) {
            return type.equals(RecordType.A);
        }

        @Override
        public String toString() {
            return InetText.ntop(address);
        }
    }

    /**
     * An IPv6 address.
     *
     * @param address the address
     */
    record Aaaa(Inet6Address address) implements RecordData {
        @Override
        public boolean fits(RecordType type) {
            return type.equals(RecordType.AAAA);
        }

        @Override
        public String toString() {
            return InetText.ntop(address);
        }
    }

    /**
     * The name that this one stands for.
     *
     * @param target the other name
     */
    record Cname(DnsName target) implements RecordData {
        @Override
        public boolean fits(RecordType type) {
            return type.equals(RecordType.CNAME);
        }

        @Override
        public String toString() {
            return target.toString();
        }
    }

    /**
     * A name server of a zone.
     *
     * @param server its name
     */
    record Ns(DnsName server) implements RecordData {
        @Override
        public boolean fits(RecordType type) {
            return type.equals(RecordType.NS);
        }

        @Override
        public String toString() {
            return server.toString();
        }
    }

    /**
     * The name of an address.
     *
     * @param target the name
     */
    record Ptr(DnsName target) implements RecordData {
        @Override
        public boolean fits(RecordType type) {
            return type.equals(RecordType.PTR);
        }

        @Override
        public String toString() {
            return target.toString();
        }
    }

    /**
     * A host that takes mail.
     *
     * @param preference lower is better, from 0 to 65535
     * @param exchange the host
     */
    record Mx(int preference, DnsName exchange) implements RecordData {
        /** Checks the number. */
        public Mx {
            checkShort("a preference", preference);
        }

        @Override
        public boolean fits(RecordType type) {
            return type.equals(RecordType.MX);
        }

        @Override
        public String toString() {
            return preference + " " + exchange;
        }
    }

    /**
     * Texts.
     *
     * @param texts at least one, each of at most 255 octets; copied
     */
    record Txt(List<Octets> texts) implements RecordData {
        /** Checks and copies the texts. */
        public Txt {
            texts = List.copyOf(texts);
            if (texts.isEmpty() || texts.stream().anyMatch(text -> text.length() > 255)) {
                throw new IllegalArgumentException("a TXT record has one text or more, each of at most 255 octets");
            }
        }

        @Override
        public boolean fits(RecordType type) {
            return type.equals(RecordType.TXT);
        }

        @Override
        public String toString() {
            return texts.stream().map(Octets::toString).collect(Collectors.joining(" "));
        }
    }

    /**
     * A host and port that offer a service (RFC 2782).
     *
     * @param priority lower is tried first, from 0 to 65535
     * @param weight the share among equals, from 0 to 65535
     * @param port the port
     * @param target the host; the root says that there is no service
     */
    record Srv(int priority, int weight, int port, DnsName target) implements RecordData {
        /** Checks the numbers. */
        public Srv {
            checkShort("a priority", priority);
            checkShort("a weight", weight);
            checkShort("a port", port);
        }

        @Override
        public boolean fits(RecordType type) {
            return type.equals(RecordType.SRV);
        }

        @Override
        public String toString() {
            return priority + " " + weight + " " + port + " " + target;
        }
    }

    /**
     * Who runs a zone. The numbers are unsigned, of 32 bits.
     *
     * @param primary the server that has the original
     * @param mailbox who is responsible
     * @param serial the version
     * @param refresh seconds between looks for a newer version
     * @param retry seconds until a look is repeated that failed
     * @param expire seconds after which an unconfirmed copy is no longer believed
     * @param minimum for how many seconds it may be believed that something does not exist (RFC 2308)
     */
    record Soa(DnsName primary, DnsName mailbox, long serial, long refresh, long retry, long expire, long minimum)
            implements RecordData {
        /** Checks the numbers. */
        public Soa {
            long all = serial | refresh | retry | expire | minimum;
            if (all < 0 || all > 0xffff_ffffL) {
                throw new IllegalArgumentException("the numbers of a SOA record lie between 0 and 4294967295");
            }
        }

        @Override
        public boolean fits(RecordType type) {
            return type.equals(RecordType.SOA);
        }

        @Override
        public String toString() {
            return primary + " " + mailbox + " " + serial + " " + refresh + " " + retry + " " + expire + " " + minimum;
        }
    }

    /**
     * Who may certify a name (RFC 8659).
     *
     * @param flags 128 if whoever does not understand the tag must refuse, from 0 to 255
     * @param tag the kind of rule: letters and digits, at least one and at most 255
     * @param value the rule
     */
    record Caa(int flags, Octets tag, Octets value) implements RecordData {
        /** Checks flags and tag. */
        public Caa {
            if (flags < 0 || flags > 255 || tag.length() < 1 || tag.length() > 255) {
                throw new IllegalArgumentException("a CAA record has flags from 0 to 255 and a tag of 1 to 255 octets");
            }
        }

        @Override
        public boolean fits(RecordType type) {
            return type.equals(RecordType.CAA);
        }

        @Override
        public String toString() {
            String quoted = tag.toString();
            return flags + " " + quoted.substring(1, quoted.length() - 1) + " " + value;
        }
    }

    /**
     * How to reach a service (RFC 9460): of records SVCB and HTTPS.
     *
     * @param priority 0 says that the target has further records, otherwise lower is better, to 65535
     * @param target the host; the root stands for the record's own name
     * @param parameters in ascending order of their keys, each at most once; copied
     */
    record Svcb(int priority, DnsName target, List<SvcParam> parameters) implements RecordData {
        /** Checks the number and the order. */
        public Svcb {
            checkShort("a priority", priority);
            parameters = List.copyOf(parameters);
            for (int i = 1; i < parameters.size(); i++) {
                if (parameters.get(i - 1).key() >= parameters.get(i).key()) {
                    throw new IllegalArgumentException(
                            "the keys of a SVCB record must ascend: " + parameters.get(i) + " comes too late");
                }
            }
        }

        @Override
        public boolean fits(RecordType type) {
            return type.equals(RecordType.SVCB) || type.equals(RecordType.HTTPS);
        }

        @Override
        public String toString() {
            return parameters.stream()
                    .map(SvcParam::toString)
                    .collect(Collectors.joining(" ", priority + " " + target + (parameters.isEmpty() ? "" : " "), ""));
        }
    }

    /**
     * Data of a type that is not taken apart here (RFC 3597).
     *
     * @param octets at most 65535
     */
    record Unknown(Octets octets) implements RecordData {
        /** Checks the length. */
        public Unknown {
            checkShort("the length of data", octets.length());
        }

        @Override
        public boolean fits(RecordType type) {
            return !RecordDataReader.knows(type);
        }

        @Override
        public String toString() {
            return "\\# " + octets.length() + (octets.length() == 0 ? "" : " " + octets.toHex());
        }
    }
}
