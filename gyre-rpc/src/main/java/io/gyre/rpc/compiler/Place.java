package io.gyre.rpc.compiler;

/**
 * Where something stands.
 *
 * @param file as it was named
 * @param line from 1 on
 * @param column from 1 on, in characters
 */
record Place(String file, int line, int column) {
    RpcSyntaxException error(String what) {
        return new RpcSyntaxException(file, line, column, what);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
