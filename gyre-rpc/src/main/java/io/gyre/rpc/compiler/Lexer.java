package io.gyre.rpc.compiler;

import java.util.ArrayList;
import java.util.List;

/** Divides a file into words, and leaves out comments: {@code // to the end of the line}, and those of C. */
final class Lexer {
    private static final String SIGNS = "{}[];=";

    private final String file;
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private int lineStart;

    private Lexer(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /** {@return the words, of which the last is the end} */
    static List<Token> tokens(String file, String text) throws RpcSyntaxException {
        var lexer = new Lexer(file, text);
        while (lexer.skipBlanks()) {
            lexer.token();
        }
        lexer.add(Token.Kind.END, "", lexer.place());
        return lexer.tokens;
    }

    private Place place() {
        return new Place(file, line, at - lineStart + 1);
    }

    private void add(Token.Kind kind, String word, Place place) {
        tokens.add(new Token(kind, word, place));
    }

    /** Moves to what is neither blank nor comment. Answers whether there is something. */
    private boolean skipBlanks() throws RpcSyntaxException {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                newLine();
            } else if (Character.isWhitespace(c)) {
                at++;
            } else if (text.startsWith("//", at)) {
                at = endOfLine();
            } else if (text.startsWith("/*", at)) {
                skipComment();
            } else {
                return true;
            }
        }
        return false;
    }

    private void newLine() {
        at++;
        line++;
        lineStart = at;
    }

    private void skipComment() throws RpcSyntaxException {
        Place begin = place();
        at += 2;
        while (!text.startsWith("*/", at)) {
            if (at >= text.length()) {
                throw begin.error("this comment has no end: close it with */");
            }
            if (text.charAt(at) == '\n') {
                newLine();
            } else {
                at++;
            }
        }
        at += 2;
    }

    private int endOfLine() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private void token() throws RpcSyntaxException {
        Place place = place();
        char c = text.charAt(at);
        if (SIGNS.indexOf(c) >= 0) {
            at++;
            add(Token.Kind.SIGN, String.valueOf(c), place);
        } else if (isLetter(c)) {
            add(Token.Kind.NAME, word(), place);
        } else if (isDigit(c)) {
            add(Token.Kind.NUMBER, word(), place);
        } else if (c == '#' && text.substring(lineStart, at).isBlank()) {
            add(Token.Kind.DIRECTIVE, directive(), place);
        } else {
            throw place.error("nothing begins with '" + shown(c) + "'");
        }
    }

    private static String shown(char c) {
        return c > ' ' && c < 0x7f ? String.valueOf(c) : "U+%04X".formatted((int) c);
    }

    private String word() {
        int begin = at;
        while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
            at++;
        }
        return text.substring(begin, at);
    }

    /** {@return the rest of the line, without a comment} */
    private String directive() {
        int begin = at;
        at = endOfLine();
        String all = text.substring(begin, at);
        int comment = Math.min(indexOrEnd(all, "//"), indexOrEnd(all, "/*"));
        at = begin + comment;
        return all.substring(0, comment).strip();
    }

    private static int indexOrEnd(String all, String part) {
        int index = all.indexOf(part);
        return index < 0 ? all.length() : index;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
