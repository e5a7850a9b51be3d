package io.gyre.rpc.compiler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.SourceVersion;

/**
 * Makes Java classes of {@code .rpc} files: {@code event_rpcgen.py}. The same files give the same classes, byte for byte, wherever they are.
 */
public final class RpcCompiler {
    /**
     * A class that was made.
     *
     * @param path of its file below the folder of sources, with slashes
     * @param text of the file
     */
    public record Generated(String path, String text) {}

    private final String packageName;
    private final Map<Path, RpcFile> files = new LinkedHashMap<>();

    private RpcCompiler(String packageName) {
        this.packageName = packageName;
    }

    /**
     * {@return a class for each struct in the files and in those that they include}
     *
     * @param sources the files, which may use each other's structs
     * @param packageName of all classes
     * @throws RpcSyntaxException for the first thing that is wrong
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if the package's name is none
     */
    public static List<Generated> compile(List<Path> sources, String packageName) throws IOException {
        if (!SourceVersion.isName(packageName)) {
            throw new IllegalArgumentException("'" + packageName
                    + "' is no package: use names with dots between them, such as org.example.messages");
        }
        var compiler = new RpcCompiler(packageName);
        for (Path source : sources) {
            compiler.read(source);
        }
        return compiler.generate();
    }

    /**
     * Compiles and writes. Nothing is written if something is wrong, and files that would not change are left alone.
     *
     * @param folder of sources; made if it is not there
     * @return the files, in order
     * @throws RpcSyntaxException for the first thing that is wrong
     * @throws IOException if a file cannot be read or written
     */
    public static List<Path> compileTo(Path folder, List<Path> sources, String packageName) throws IOException {
        var written = new ArrayList<Path>();
        for (Generated each : compile(sources, packageName)) {
            Path file = folder.resolve(each.path());
            if (!Files.exists(file) || !Files.readString(file).equals(each.text())) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, each.text());
            }
            written.add(file);
        }
        return written;
    }

    private void read(Path path) throws IOException {
        Path real = path.toRealPath();
        if (files.containsKey(real)) {
            return;
        }
        RpcFile file = Parser.parse(path.toString(), Files.readString(path, StandardCharsets.ISO_8859_1));
        files.put(real, file);
        for (Include include : file.includes()) {
            include(path, include);
        }
    }

    /** C includes what was made of a file, {@code x.gen.h} or {@code x.h} of {@code x.rpc}; other headers are C's alone. */
    private void include(Path from, Include include) throws IOException {
        String name = include.path();
        boolean isRpc = name.endsWith(".rpc");
        String rpc = isRpc ? name : name.replaceFirst("(\\.gen)?\\.h$", "") + ".rpc";
        Path other = from.resolveSibling(rpc);
        if (Files.exists(other)) {
            read(other);
        } else if (isRpc) {
            throw include.place().error("there is no file " + other);
        }
    }

    private List<Generated> generate() throws RpcSyntaxException {
        List<RpcFile> all = List.copyOf(files.values());
        Checker.check(all);
        String folder = packageName.replace('.', '/') + "/";
        var made = new ArrayList<Generated>();
        for (RpcFile file : all) {
            String origin = String.valueOf(Path.of(file.name()).getFileName());
            for (Struct struct : file.structs()) {
                String text = new Generator(packageName, origin, struct).generate();
                made.add(new Generated(folder + Names.type(struct.name()) + ".java", text));
            }
        }
        return List.copyOf(made);
    }
}
