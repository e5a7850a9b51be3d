package io.gyre.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits a zone file into entries and their words. */
final class ZoneWords {
    /**
     * One entry.
     *
     * @param line where it begins, from 1
     * @param hasOwner whether its first word stands at the start of the line
     */
    record Entry(int line, boolean hasOwner, List<String> words) {}

    private final String text;
    private int at;
    private int line = 1;
    private int depth;

    ZoneWords(String text) {
        this.text = text;
    }

    /** {@return the next entry that has words, or null at the end} */
    @Nullable
    Entry next() {
        while (at < text.length()) {
            int start = line;
            boolean hasOwner = !isBlank(text.charAt(at));
            List<String> words = words();
            if (!words.isEmpty()) {
                return new Entry(start, hasOwner, words);
            }
        }
        return null;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    /** Reads to the end of the line, or to the end of that in which the last parenthesis is closed. */
    private List<String> words() {
        var words = new ArrayList<String>();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                line++;
                at++;
                if (depth == 0) {
                    return words;
                }
            } else if (c == ';') {
                skipComment();
            } else if (c == '(' || c == ')') {
                depth += c == '(' ? 1 : -1;
                at++;
            } else if (isBlank(c)) {
                at++;
            } else {
                words.add(c == '"' ? quoted() : word());
            }
        }
        if (depth != 0) {
            throw new IllegalArgumentException("a parenthesis is not closed, or closed twice");
        }
        return words;
    }

    private void skipComment() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    private String word() {
        int start = at;
        while (at < text.length() && " \t\r\n;()\"".indexOf(text.charAt(at)) < 0) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        at = Math.min(at, text.length());
        return text.substring(start, at);
    }

    /** {@return what stands between quotes, with the first of them as a mark} */
    private String quoted() {
        int start = at++;
        while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length() || text.charAt(at) != '"') {
            throw new IllegalArgumentException("line " + line + ": a quote is not closed");
        }
        return text.substring(start, at++);
    }
}
