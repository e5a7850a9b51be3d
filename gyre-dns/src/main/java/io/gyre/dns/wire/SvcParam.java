package io.gyre.dns.wire;

/**
 * A parameter of a service (RFC 9460): one of the parts of {@link RecordData.Svcb}.
 *
 * @param key IANA's number, from 0 to 65535
 * @param value its octets
 */
public record SvcParam(int key, Octets value) {
    /** The keys that must be understood. */
    public static final int MANDATORY = 0;
    /** The protocols. */
    public static final int ALPN = 1;
    /** The default protocol is not offered. */
    public static final int NO_DEFAULT_ALPN = 2;
    /** The port. */
    public static final int PORT = 3;
    /** IPv4 addresses to be tried before the name has been looked up. */
    public static final int IPV4HINT = 4;
    /** The configuration of an encrypted client hello. */
    public static final int ECH = 5;
    /** IPv6 addresses to be tried before the name has been looked up. */
    public static final int IPV6HINT = 6;

    private static final String[] NAMES = {"mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint"
    };

    /** Checks the key. */
    public SvcParam {
        if (key < 0 || key > 0xffff) {
            throw new IllegalArgumentException("a key lies between 0 and 65535, but " + key + " was given");
        }
    }

    /** {@return the parameter as key=value, with the octets of the value as they are, quoted} */
    @Override
    public String toString() {
        String name = key < NAMES.length ? NAMES[key] : "key" + key;
        if (key == PORT && value.length() == 2) {
            return name + "=" + (value.at(0) << 8 | value.at(1));
        }
        return value.length() == 0 ? name : name + "=" + value;
    }
}
