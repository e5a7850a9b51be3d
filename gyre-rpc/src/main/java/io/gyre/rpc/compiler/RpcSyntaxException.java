package io.gyre.rpc.compiler;

import java.io.IOException;
import java.io.Serial;

/** A {@code .rpc} file cannot be compiled. The message is one line that begins with {@code file:line:column:}. */
public final class RpcSyntaxException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String file;
    private final int line;
    private final int column;

    RpcSyntaxException(String file, int line, int column, String what) {
        super(file + ":" + line + ":" + column + ": " + what);
        this.file = file;
        this.line = line;
        this.column = column;
    }

    /** {@return the file, as it was named} */
    public String file() {
        return file;
    }

    /** {@return the line, from 1 on} */
    public int line() {
        return line;
    }

    /** {@return the column, from 1 on, in characters} */
    public int column() {
        return column;
    }
}
