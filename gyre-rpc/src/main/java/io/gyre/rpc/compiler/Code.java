package io.gyre.rpc.compiler;

/** Text of a Java file that grows line by line, with the indentation of the blocks that are open. */
final class Code {
    private static final int WIDTH = 4;

    private final StringBuilder text = new StringBuilder();
    private int depth;

    /** Adds a line, indented. */
    @SuppressWarnings("AnnotateFormatMethod") // That would be a dependency.
    Code line(String format, Object... parts) {
        String line = parts.length == 0 ? format : format.formatted(parts);
        if (!line.isEmpty()) {
            text.repeat(" ", WIDTH * depth).append(line);
        }
        text.append('\n');
        return this;
    }

    /** Adds a line that ends with a brace, and indents what follows. */
    @SuppressWarnings("AnnotateFormatMethod") // That would be a dependency.
    Code open(String format, Object... parts) {
        line(format, parts);
        depth++;
        return this;
    }

    /** Ends a block. */
    Code close() {
        depth--;
        return line("}");
    }

    /** Ends a block and leaves a line empty. */
    Code end() {
        return close().line("");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
