package io.gyre.dns;

import io.gyre.dns.wire.DnsName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** The names under which the names of addresses are found: {@code in-addr.arpa} and {@code ip6.arpa} (RFC 1035, 3596). */
public final class ReverseName {
    private static final int IPV4_BYTES = 4;
    private static final DnsName IPV4 = DnsName.of("in-addr.arpa");
    private static final DnsName IPV6 = DnsName.of("ip6.arpa");

    private ReverseName() {}

    /** {@return the name of an address} */
    public static DnsName of(InetAddress address) {
        byte[] bytes = address.getAddress();
        var text = new StringBuilder();
        for (int i = bytes.length - 1; i >= 0; i--) {
            int octet = bytes[i] & 0xff;
            if (bytes.length == IPV4_BYTES) {
                text.append(octet).append('.');
            } else {
                text.append(Character.forDigit(octet & 0xf, 16)).append('.');
                text.append(Character.forDigit(octet >> 4, 16)).append('.');
            }
        }
        return DnsName.of(text.toString()).append(bytes.length == IPV4_BYTES ? IPV4 : IPV6);
    }

    /** {@return the address that a name stands for, or null if it is none of these names} */
    public static @Nullable InetAddress address(DnsName name) {
        int labels = name.labelCount();
        if (name.isWithin(IPV4) && labels == IPV4_BYTES + 2) {
            return read(name, IPV4_BYTES, 10);
        }
        return name.isWithin(IPV6) && labels == 32 + 2 ? read(name, 16, 16) : null;
    }

    private static @Nullable InetAddress read(DnsName name, int count, int radix) {
        String[] words = name.toHost().split("\\.", -1);
        byte[] bytes = new byte[count];
        try {
            for (int i = 0; i < count; i++) {
                int at = count - 1 - i;
                String word = radix == 10 ? words[at] : words[2 * at + 1] + words[2 * at];
                int value = Integer.parseInt(word, radix);
                if (value < 0 || value > 255 || (radix == 10 && !word.equals(Integer.toString(value)))) {
                    return null;
                }
                bytes[i] = (byte) value;
            }
            return InetAddress.getByAddress(bytes);
        } catch (NumberFormatException | UnknownHostException noAddress) {
            return null;
        }
    }
}
