package io.gyre.rpc.compiler;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The compiler for build tools, which report what is thrown. People use {@code gyre rpcgen}. */
public final class Main {
    private Main() {}

    /**
     * Compiles {@code .rpc} files.
     *
     * @param words {@code -d FOLDER -p PACKAGE FILE...}
     * @throws RpcSyntaxException for the first thing that is wrong in a file
     * @throws IOException if a file cannot be read or written
     * @throws IllegalArgumentException if the words are others
     */
    public static void main(String... words) throws IOException {
        boolean wellFormed = words.length >= 5 && words[0].equals("-d") && words[2].equals("-p");
        if (!wellFormed) {
            throw new IllegalArgumentException("use: -d FOLDER -p PACKAGE FILE...");
        }
        List<Path> files = new ArrayList<>();
        for (int i = 4; i < words.length; i++) {
            files.add(Path.of(words[i]));
        }
        RpcCompiler.compileTo(Path.of(words[1]), files, words[3]);
    }
}
