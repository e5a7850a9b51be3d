package io.gyre.dns;

import io.gyre.dns.wire.DnsName;
import java.util.ArrayList;
import java.util.List;

/** Which names a text may stand for, in the order in which they are tried. */
final class SearchList {
    private SearchList() {}

    /**
     * {@return the names, at least one} With a dot at its end a name is whole. One with {@code ndots} dots or more is tried as it is first, any
     * other one last.
     *
     * @throws IllegalArgumentException if the text is no name, or empty while there is something to search
     */
    static List<DnsName> candidates(String text, List<DnsName> search, int ndots) {
        DnsName name = DnsName.of(text);
        if (text.endsWith(".") || search.isEmpty() || SpecialNames.isSpecial(name)) {
            return List.of(name);
        }
        if (name.isRoot()) {
            throw new IllegalArgumentException("the empty name cannot be searched: write \".\" for the root");
        }
        var names = new ArrayList<DnsName>();
        boolean asItIsFirst = name.labelCount() - 1 >= ndots;
        if (asItIsFirst) {
            names.add(name);
        }
        for (DnsName suffix : search) {
            if (name.length() + suffix.length() - 1 <= DnsName.MAX_LENGTH) {
                names.add(name.append(suffix));
            }
        }
        if (!asItIsFirst) {
            names.add(name);
        }
        return names;
    }

    /** {@return whether the next name is to be tried after this error} A server that failed must not lead to another host than meant. */
    static boolean goesOnAfter(DnsError error) {
        return error == DnsError.NOTEXIST || error == DnsError.NODATA;
    }
}
