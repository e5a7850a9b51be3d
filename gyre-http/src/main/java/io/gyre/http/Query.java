package io.gyre.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The names and values of a query, or of a form as {@code application/x-www-form-urlencoded}. Names are found without regard to case,
 * as libevent does, which keeps them in a header list.
 */
public final class Query {
    /** How many pairs are taken; a query with more is refused. */
    public static final int MOST_PAIRS = 1024;

    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    private Query() {}

    /** {@return a query without pairs} */
    public static Query empty() {
        return new Query();
    }

    /**
     * {@return the pairs of a query without its question mark: {@code evhttp_parse_query_str} and {@code evhttp_parse_query_str_flags};
     * null if a piece has no equals sign or no name, and NONCONFORMANT is not given} Values are decoded, with plus signs as spaces;
     * names are not, as in libevent.
     */
    public static @Nullable Query parse(String text, QueryFlag... flags) {
        return parse(text, false, flags);
    }

    /** {@return the pairs of a form: as {@link #parse}, but with the names decoded too, and lenient} */
    public static @Nullable Query parseForm(String text) {
        return parse(text, true, QueryFlag.NONCONFORMANT);
    }

    /** {@return the pairs of the query of a whole URI: {@code evhttp_parse_query}; none without a question mark} */
    public static @Nullable Query ofUri(String uri) {
        int mark = uri.indexOf('?');
        int hash = uri.indexOf('#');
        int end = hash < 0 ? uri.length() : hash;
        return parse(mark < 0 || mark > end ? "" : uri.substring(mark + 1, end));
    }

    private static @Nullable Query parse(String text, boolean decodeNames, QueryFlag... flags) {
        Set<QueryFlag> chosen = EnumSet.noneOf(QueryFlag.class);
        chosen.addAll(Arrays.asList(flags));
        var query = new Query();
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('&', from);
            end = end < 0 ? text.length() : end;
            if (!query.add(text.substring(from, end), decodeNames, chosen)) {
                return null;
            }
            from = end + 1;
        }
        return query;
    }

    private boolean add(String piece, boolean decodeName, Set<QueryFlag> flags) {
        int equals = piece.indexOf('=');
        String name = equals < 0 ? piece : piece.substring(0, equals);
        boolean lenient = flags.contains(QueryFlag.NONCONFORMANT);
        if (name.isEmpty() || (equals < 0 && !lenient)) {
            return lenient;
        }
        if (names.size() >= MOST_PAIRS) {
            return false;
        }
        if (flags.contains(QueryFlag.LAST_VALUE)) {
            remove(name);
        }
        names.add(decodeName ? UriEncoding.decode(name, true) : name);
        values.add(equals < 0 ? "" : UriEncoding.decode(piece.substring(equals + 1), true));
        return true;
    }

    private void remove(String name) {
        for (int i = names.size() - 1; i >= 0; i--) {
            if (names.get(i).equalsIgnoreCase(name)) {
                names.remove(i);
                values.remove(i);
            }
        }
    }

    /** {@return the first value of that name, or null} */
    public @Nullable String find(String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return values.get(i);
            }
        }
        return null;
    }

    /** {@return how many pairs there are} */
    public int size() {
        return names.size();
    }

    /** Hands over every pair in order. */
    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < names.size(); i++) {
            action.accept(names.get(i), values.get(i));
        }
    }
}
