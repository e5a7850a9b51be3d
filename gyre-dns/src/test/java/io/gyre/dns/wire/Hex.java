package io.gyre.dns.wire;

import java.util.HexFormat;

/** Octets as tests write them: pairs of hexadecimal digits, with blanks wherever they help. */
final class Hex {
    private Hex() {}

    static byte[] bytes(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts).replaceAll("\\s", ""));
    }
}
