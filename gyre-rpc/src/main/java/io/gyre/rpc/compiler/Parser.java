package io.gyre.rpc.compiler;

import io.gyre.rpc.compiler.Member.Quantity;
import io.gyre.rpc.compiler.MemberType.FixedBytes;
import io.gyre.rpc.compiler.MemberType.Int;
import io.gyre.rpc.compiler.MemberType.Int64;
import io.gyre.rpc.compiler.MemberType.Nested;
import io.gyre.rpc.compiler.MemberType.Text;
import io.gyre.rpc.compiler.MemberType.VariableBytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a file by the grammar of {@code docs/rpc.md}. */
final class Parser {
    private static final Pattern INCLUDE = Pattern.compile("#\\s*include\\s*(?:\"([^\"]+)\"|<[^>]+>)");
    private static final Pattern DEFINE = Pattern.compile("#\\s*define\\s+(\\w+)(?:\\s+(\\S.*))?");
    private static final Pattern CONDITION = Pattern.compile("#\\s*(?:if|ifdef|ifndef|endif)\\b.*");
    private static final long MOST_TAG = 0xffff_ffffL;

    /** As many as a message may have by default: more could never be received. */
    private static final long MOST_BYTES = 8 << 20;

    private final List<Token> tokens;
    private final List<Include> includes = new ArrayList<>();
    private final List<Struct> structs = new ArrayList<>();
    private final Map<String, String> defines = new HashMap<>();
    private int at;

    private Parser(List<Token> tokens) {
        this.tokens = tokens;
    }

    static RpcFile parse(String file, String text) throws RpcSyntaxException {
        var parser = new Parser(Lexer.tokens(file, text));
        parser.file();
        return new RpcFile(file, List.copyOf(parser.includes), List.copyOf(parser.structs));
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Token.Kind.END) {
            at++;
        }
        return token;
    }

    private boolean accept(String word) {
        boolean there = peek().is(word);
        if (there) {
            at++;
        }
        return there;
    }

    private void expect(String sign, String where) throws RpcSyntaxException {
        Token token = next();
        if (!token.is(sign)) {
            throw token.error("expected '" + sign + "' " + where + ", but found " + token.shown());
        }
    }

    private Token name(String ofWhat) throws RpcSyntaxException {
        Token token = next();
        if (token.kind() != Token.Kind.NAME) {
            throw token.error("expected the name of " + ofWhat + ", but found " + token.shown());
        }
        return token;
    }

    private void file() throws RpcSyntaxException {
        while (peek().kind() != Token.Kind.END) {
            Token token = next();
            if (token.kind() == Token.Kind.DIRECTIVE) {
                directive(token);
            } else if (token.is("struct")) {
                struct();
            } else {
                throw token.error("expected 'struct' or a line with #include, but found " + token.shown());
            }
        }
    }

    private void directive(Token line) throws RpcSyntaxException {
        Matcher include = INCLUDE.matcher(line.text());
        Matcher define = DEFINE.matcher(line.text());
        if (include.matches()) {
            if (include.group(1) != null) {
                includes.add(new Include(include.group(1), line.place()));
            }
        } else if (define.matches()) {
            defines.put(define.group(1), define.group(2) == null ? "" : define.group(2));
        } else if (!CONDITION.matcher(line.text()).matches()) {
            throw line.error("only #include, #define, #if, #ifdef, #ifndef and #endif may stand here");
        }
    }

    private void struct() throws RpcSyntaxException {
        Token name = name("a struct");
        expect("{", "after the name of a struct");
        var members = new ArrayList<Member>();
        while (!accept("}")) {
            if (!accept(";")) {
                members.add(member());
            }
        }
        structs.add(new Struct(name.text(), List.copyOf(members), name.place()));
    }

    private Member member() throws RpcSyntaxException {
        Quantity quantity =
                accept("optional") ? Quantity.OPTIONAL : accept("array") ? Quantity.ARRAY : Quantity.REQUIRED;
        Token second = peek();
        if (quantity != Quantity.REQUIRED && (second.is("optional") || second.is("array"))) {
            throw second.error("a member is either optional or an array: an array may be empty anyhow");
        }
        Token typeName = next();
        MemberType type = type(typeName);
        Token name = name("a member");
        if (accept("[")) {
            type = fixed(type, typeName);
        }
        if (type instanceof FixedBytes && quantity == Quantity.ARRAY) {
            throw typeName.error("there are no arrays of bytes of a fixed length: leave out the length");
        }
        if (type instanceof VariableBytes && quantity == Quantity.ARRAY) {
            throw typeName.error("there are no arrays of bytes: use an array of a struct that has bytes");
        }
        expect("=", "and a tag after the name of a member");
        int tag = (int) number(next(), "a tag", 0, MOST_TAG);
        expect(";", "after a tag");
        return new Member(name.text(), type, quantity, tag, name.place());
    }

    private MemberType type(Token word) throws RpcSyntaxException {
        if (word.kind() != Token.Kind.NAME) {
            throw word.error("expected a type or '}', but found " + word.shown());
        }
        return switch (word.text()) {
            case "int" -> new Int();
            case "int64" -> new Int64();
            case "string" -> new Text();
            case "bytes" -> new VariableBytes();
            case "struct" -> {
                expect("[", "after struct, as in struct[name]");
                Token name = name("a struct");
                expect("]", "after the name of a struct");
                yield new Nested(name.text(), name.place());
            }
            default ->
                throw word.error(word.shown() + " is no type: there are int, int64, string, bytes and struct[name]");
        };
    }

    private MemberType fixed(MemberType type, Token typeName) throws RpcSyntaxException {
        if (!(type instanceof VariableBytes)) {
            throw typeName.error("only bytes have a length: " + typeName.text() + " has none");
        }
        Token length = next();
        if (length.kind() == Token.Kind.NAME) {
            String value = defines.get(length.text());
            if (value == null) {
                throw length.error(length.shown() + " is not defined: use a number, or #define it before");
            }
            length = new Token(Token.Kind.NUMBER, value, length.place());
        }
        long bytes = number(length, "a length", 1, MOST_BYTES);
        expect("]", "after a length");
        return new FixedBytes((int) bytes);
    }

    private static long number(Token token, String what, long least, long most) throws RpcSyntaxException {
        if (token.kind() != Token.Kind.NUMBER) {
            throw token.error("expected " + what + ", but found " + token.shown());
        }
        String text = token.text();
        try {
            boolean hex = text.startsWith("0x") || text.startsWith("0X");
            long value = hex ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException none) {
            throw token.error(token.shown() + " is no number: write it in decimal, or as 0x and hexadecimal");
        }
        throw token.error(what + " is from " + least + " to " + most + ", which " + text + " is not");
    }
}
