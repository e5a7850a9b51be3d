package io.gyre.cli;

import io.gyre.rpc.compiler.RpcCompiler;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compiles {@code .rpc} files. */
@Command(
        name = "rpcgen",
        description = "Make Java classes of libevent's .rpc files. Prints the files that it made.",
        mixinStandardHelpOptions = true)
final class RpcgenCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "What to compile; the files may use each other's structs.")
    private List<Path> files = List.of();

    @Option(
            names = {"-d", "--directory"},
            paramLabel = "DIR",
            description = "The folder of sources to write to. Default: the current one.")
    private Path folder = Path.of("");

    @Option(
            names = {"-p", "--package"},
            paramLabel = "PACKAGE",
            required = true,
            description = "The package of the classes.")
    private String packageName = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    RpcgenCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        RpcCompiler.compileTo(folder, files, packageName).forEach(out::println);
        out.flush();
        return 0;
    }
}
