package io.gyre.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An ordered list of names and values, where names may repeat and are compared without case: {@code evkeyvalq}. It takes nothing that
 * would end a line early, so that no value from elsewhere can add a header of its own. For one thread.
 */
public final class Headers {
    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    /** Makes an empty list. */
    public Headers() {}

    /** {@return a list with these names and values, which take turns} */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "the name '" + namesAndValues[namesAndValues.length - 1] + "' has no value: add one");
        }
        var headers = new Headers();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    /**
     * Adds a header at the end, even if there is one of that name: {@code evhttp_add_header}.
     *
     * @param name a token of RFC 9110, so not empty
     * @param value without CR, LF, NUL or characters beyond ISO 8859-1. libevent also takes a line break before a blank, which RFC 9112
     *     has made obsolete.
     * @return this
     * @throws IllegalArgumentException if one of them is something else
     */
    public Headers add(String name, String value) {
        checkName(name);
        checkValue(name, value);
        names.add(name);
        values.add(value);
        return this;
    }

    /** Puts a header in the place of all that have this name. */
    public Headers set(String name, String value) {
        checkName(name);
        checkValue(name, value);
        removeAll(name);
        return add(name, value);
    }

    /** {@return the value of the first header of that name, or null: {@code evhttp_find_header}} */
    public @Nullable String find(String name) {
        int index = indexOf(name);
        return index < 0 ? null : values.get(index);
    }

    /** {@return whether there is a header of that name} */
    public boolean contains(String name) {
        return indexOf(name) >= 0;
    }

    /** {@return the values of all headers of that name, in order} */
    public List<String> all(String name) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                found.add(values.get(i));
            }
        }
        return List.copyOf(found);
    }

    /**
     * Removes the first header of that name: {@code evhttp_remove_header}.
     *
     * @return whether there was one
     */
    public boolean remove(String name) {
        int index = indexOf(name);
        if (index < 0) {
            return false;
        }
        names.remove(index);
        values.remove(index);
        return true;
    }

    /** Removes every header of that name. */
    public void removeAll(String name) {
        boolean more = true;
        while (more) {
            more = remove(name);
        }
    }

    /** Removes every header: {@code evhttp_clear_headers}. */
    public void clear() {
        names.clear();
        values.clear();
    }

    /** {@return how many headers there are} */
    public int size() {
        return names.size();
    }

    /** {@return whether there are none} */
    public boolean isEmpty() {
        return names.isEmpty();
    }

    /** {@return a name as it was given: {@code evkeyval.key}} */
    public String name(int index) {
        return names.get(index);
    }

    /** {@return a value: {@code evkeyval.value}} */
    public String value(int index) {
        return values.get(index);
    }

    /** Hands over every header in order. */
    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < names.size(); i++) {
            action.accept(names.get(i), values.get(i));
        }
    }

    private int indexOf(String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    private static void checkName(String name) {
        if (!Characters.isToken(name)) {
            throw new IllegalArgumentException("'" + Characters.visible(name)
                    + "' is no header name: use letters, digits and !#$%&'*+-.^_`|~ only");
        }
    }

    private static void checkValue(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                throw new IllegalArgumentException("the header " + name + " cannot have the character U+"
                        + Integer.toHexString(0x10000 | c).substring(1) + " at " + i
                        + ": encode or leave out line breaks, controls and what is beyond ISO 8859-1");
            }
        }
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }
}
