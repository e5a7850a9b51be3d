package io.gyre.http.websocket;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One extension with its parameters, as an element of Sec-WebSocket-Extensions: RFC 6455, section 9.1. A parameter without a value has the
 * empty string.
 */
record ExtensionOffer(String name, Map<String, String> parameters) {
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(ExtensionOffer::isTokenCharacter);
    }

    private static boolean isTokenCharacter(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_MARKS.indexOf(c) >= 0;
    }

    /** {@return the extensions that the fields name, or null if one of the fields is no such list, or names a parameter twice} */
    static @Nullable List<ExtensionOffer> parse(List<String> fields) {
        List<ExtensionOffer> all = new ArrayList<>();
        for (String field : fields) {
            if (!new Reader(field).read(all)) {
                return null;
            }
        }
        return all;
    }

    /** Reads one field. */
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        boolean read(List<ExtensionOffer> into) {
            do {
                skipBlanks();
                if (at < text.length() && text.charAt(at) != ',' && !readOne(into)) {
                    return false;
                }
            } while (take(','));
            return at == text.length();
        }

        private boolean readOne(List<ExtensionOffer> into) {
            String name = token();
            Map<String, String> parameters = new LinkedHashMap<>();
            while (take(';')) {
                skipBlanks();
                String parameter = token();
                String value = take('=') ? value() : "";
                if (parameter.isEmpty() || value == null || parameters.put(parameter, value) != null) {
                    return false;
                }
            }
            into.add(new ExtensionOffer(name, parameters));
            return !name.isEmpty();
        }

        /** {@return a token, quoted or not, or null; what is quoted must be one too} */
        private @Nullable String value() {
            skipBlanks();
            boolean quoted = at < text.length() && text.charAt(at) == '"';
            if (!quoted) {
                String plain = token();
                return plain.isEmpty() ? null : plain;
            }
            at++;
            var unquoted = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '"') {
                at += text.charAt(at) == '\\' ? 1 : 0;
                unquoted.append(at < text.length() ? text.charAt(at) : ' ');
                at++;
            }
            String value = unquoted.toString();
            return take('"') && isToken(value) ? value : null;
        }

        private String token() {
            int from = at;
            while (at < text.length() && isTokenCharacter(text.charAt(at))) {
                at++;
            }
            String found = text.substring(from, at);
            skipBlanks();
            return found;
        }

        private boolean take(char wanted) {
            boolean there = at < text.length() && text.charAt(at) == wanted;
            if (there) {
                at++;
                skipBlanks();
            }
            return there;
        }

        private void skipBlanks() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }
    }
}
