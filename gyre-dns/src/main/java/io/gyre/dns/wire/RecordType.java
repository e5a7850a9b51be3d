package io.gyre.dns.wire;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What kind of data a record has: {@code EVDNS_TYPE_*}.
 *
 * @param code IANA's number
 */
public record RecordType(int code) {
    /** An IPv4 address. */
    public static final RecordType A = new RecordType(1);
    /** The name of a name server. */
    public static final RecordType NS = new RecordType(2);
    /** The name that this one stands for. */
    public static final RecordType CNAME = new RecordType(5);
    /** Who runs a zone, and for how long to believe that a name does not exist. */
    public static final RecordType SOA = new RecordType(6);
    /** The name of an address. */
    public static final RecordType PTR = new RecordType(12);
    /** A host that takes mail. */
    public static final RecordType MX = new RecordType(15);
    /** Texts. */
    public static final RecordType TXT = new RecordType(16);
    /** An IPv6 address. */
    public static final RecordType AAAA = new RecordType(28);
    /** A host and port that offer a service. */
    public static final RecordType SRV = new RecordType(33);
    /** The pseudo-record of EDNS, see {@link Edns}. */
    public static final RecordType OPT = new RecordType(41);
    /** How to reach a service, in any protocol. */
    public static final RecordType SVCB = new RecordType(64);
    /** How to reach an HTTP server. */
    public static final RecordType HTTPS = new RecordType(65);
    /** In questions only: a whole zone. */
    public static final RecordType AXFR = new RecordType(252);
    /** In questions only: whatever there is. {@code EVDNS_QTYPE_ALL}. */
    public static final RecordType ANY = new RecordType(255);
    /** Who may certify. */
    public static final RecordType CAA = new RecordType(257);

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(1, "A"),
            Map.entry(2, "NS"),
            Map.entry(5, "CNAME"),
            Map.entry(6, "SOA"),
            Map.entry(12, "PTR"),
            Map.entry(15, "MX"),
            Map.entry(16, "TXT"),
            Map.entry(28, "AAAA"),
            Map.entry(33, "SRV"),
            Map.entry(41, "OPT"),
            Map.entry(64, "SVCB"),
            Map.entry(65, "HTTPS"),
            Map.entry(252, "AXFR"),
            Map.entry(255, "ANY"),
            Map.entry(257, "CAA"));

    private static final Map<String, RecordType> TYPES = NAMES.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getValue, entry -> new RecordType(entry.getKey())));

    /** One object for each of the types that are met most. */
    private static final RecordType[] COMMON =
            Stream.iterate(0, code -> code + 1).limit(66).map(RecordType::new).toArray(RecordType[]::new);

    /** Checks the number. */
    public RecordType {
        if (code < 0 || code > 0xffff) {
            throw new IllegalArgumentException("a record type lies between 0 and 65535, but " + code + " was given");
        }
    }

    /** {@return the type with a number} */
    public static RecordType of(int code) {
        return code >= 0 && code < COMMON.length ? COMMON[code] : new RecordType(code);
    }

    /**
     * {@return the type with a name, in any case, or written {@code TYPE65280} (RFC 3597)}
     *
     * @throws IllegalArgumentException if there is no such type here
     */
    public static RecordType of(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        RecordType known = TYPES.get(upper);
        if (known != null) {
            return known;
        }
        if (upper.matches("TYPE[0-9]{1,5}")) {
            return new RecordType(Integer.parseInt(upper.substring(4)));
        }
        throw new IllegalArgumentException(
                "there is no record type '" + name + "' here: write its number, as in TYPE65280");
    }

    @Override
    public String toString() {
        String name = NAMES.get(code);
        return name != null ? name : "TYPE" + code;
    }
}
