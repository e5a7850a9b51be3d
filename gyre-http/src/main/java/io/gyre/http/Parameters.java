package io.gyre.http;

import org.jspecify.annotations.Nullable;

/** The parameters behind the value of a field, such as {@code form-data; name="a"}: RFC 9110, section 5.6.6. */
final class Parameters {
    private static final String BLANKS = " \t";

    private final String field;
    private int at;

    private Parameters(String field) {
        this.field = field;
    }

    /** {@return the value of the first parameter of that name, without quotation; null if there is none, or what comes before it is wrong} */
    static @Nullable String find(String field, String name) {
        int semicolon = field.indexOf(';');
        var parameters = new Parameters(field);
        parameters.at = semicolon < 0 ? field.length() : semicolon;
        return parameters.find(name);
    }

    private @Nullable String find(String name) {
        while (at < field.length() && field.charAt(at) == ';') {
            at++;
            skipBlanks();
            String key = upTo("=;" + BLANKS);
            if (at < field.length() && field.charAt(at) == '=') {
                at++;
                String value = at < field.length() && field.charAt(at) == '"' ? quoted() : upTo(";" + BLANKS);
                if (value == null || key.equalsIgnoreCase(name)) {
                    return value;
                }
            }
            skipBlanks();
        }
        return null;
    }

    private void skipBlanks() {
        while (at < field.length() && BLANKS.indexOf(field.charAt(at)) >= 0) {
            at++;
        }
    }

    private String upTo(String delimiters) {
        int start = at;
        while (at < field.length() && delimiters.indexOf(field.charAt(at)) < 0) {
            at++;
        }
        return field.substring(start, at);
    }

    /** A backslash counts before a quotation mark or another only, because some clients send paths of Windows. */
    private @Nullable String quoted() {
        var value = new StringBuilder();
        for (at++; at < field.length(); at++) {
            char c = field.charAt(at);
            if (c == '"') {
                at++;
                return value.toString();
            }
            boolean escapes = c == '\\' && at + 1 < field.length() && "\"\\".indexOf(field.charAt(at + 1)) >= 0;
            value.append(escapes ? field.charAt(++at) : c);
        }
        return null;
    }
}
