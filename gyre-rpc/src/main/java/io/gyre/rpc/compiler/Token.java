package io.gyre.rpc.compiler;

/**
 * A word of a file.
 *
 * @param text as it stands there; of a directive all of its line; empty at the end
 */
record Token(Kind kind, String text, Place place) {
    enum Kind {
        NAME,
        NUMBER,
        /** One of <code>{ } [ ] ; =</code>. */
        SIGN,
        /** A line that begins with {@code #}. */
        DIRECTIVE,
        END
    }

    boolean is(String wanted) {
        return text.equals(wanted) && (kind == Kind.NAME || kind == Kind.SIGN);
    }

    RpcSyntaxException error(String what) {
        return place.error(what);
    }

    /** {@return how a message names it} */
    String shown() {
        return kind == Kind.END ? "the end of the file" : "'" + text + "'";
    }
}
