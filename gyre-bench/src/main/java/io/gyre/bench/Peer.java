package io.gyre.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program to be measured.
 *
 * @param name its column in the results, and its name for {@code --servers}
 * @param program the C program in the folder of such, or null
 * @param mainClass the Java class, or null
 * @param arguments what it gets before the arguments of the load
 */
record Peer(String name, @Nullable String program, @Nullable String mainClass, List<String> arguments) {
    /** The same for every Java peer. The last one lets Netty use the fast memory access that it prefers. */
    static final List<String> JVM_FLAGS =
            List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private static final Path C_PROGRAMS = Path.of(System.getProperty("gyre.bench.c", "."));
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    static Peer c(String name, String program, String... arguments) {
        return new Peer(name, program, null, List.of(arguments));
    }

    static Peer java(String name, String mainClass, String... arguments) {
        return new Peer(name, null, "io.gyre.bench." + mainClass, List.of(arguments));
    }

    /** {@return a peer that is started by a command of its own} */
    static Peer command(String name, String... words) {
        return new Peer(name, null, null, List.of(words));
    }

    /** {@return the same program with one more argument} */
    Peer with(String argument) {
        var more = new ArrayList<>(arguments);
        more.add(argument);
        return new Peer(name, program, mainClass, more);
    }

    static List<String> cCommand(String program, String... arguments) {
        var command = new ArrayList<String>();
        command.add(C_PROGRAMS.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    static Path jdkTool(String tool) {
        return JAVA_HOME.resolve("bin", tool);
    }

    boolean isJava() {
        return mainClass != null;
    }

    /** {@return false for a C program that was not compiled, because libevent's headers are missing, and for a class likewise} */
    boolean isBuilt() {
        if (program != null) {
            return Files.isExecutable(C_PROGRAMS.resolve(program));
        }
        return mainClass == null || Peer.class.getResource("/" + mainClass.replace('.', '/') + ".class") != null;
    }

    List<String> command(List<String> moreJvmFlags, List<String> loadArguments) {
        var command = new ArrayList<String>();
        if (program != null) {
            command.addAll(cCommand(program));
        } else if (mainClass != null) {
            command.add(jdkTool("java").toString());
            command.addAll(JVM_FLAGS);
            command.addAll(moreJvmFlags);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        }
        command.addAll(arguments);
        command.addAll(loadArguments);
        return command;
    }
}
