package io.gyre.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.net.NioPlatform;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Fails a test that leaves descriptors open: the kernel's, where {@code /proc} shows them, or those of the nio platform. */
public final class NoLeaks implements BeforeEachCallback, AfterEachCallback {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** @param kernel such as {@code 7 -> socket:[4711]} */
    private record Open(Set<String> kernel, int nio) {
        static Open now() throws IOException {
            return new Open(kernelDescriptors(), NioPlatform.instance().openDescriptors());
        }
    }

    static {
        openOnceWhatTheJdkKeeps();
    }

    /** Makes what JUnit loads. */
    public NoLeaks() {}

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        store(context).put(Open.class, Open.now());
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        Open before = Objects.requireNonNull(store(context).get(Open.class, Open.class));
        Open after = Open.now();
        Set<String> left = new TreeSet<>(after.kernel);
        left.removeAll(before.kernel);
        assertEquals(Set.of(), left, "descriptors left open");
        assertEquals(before.nio, after.nio, "descriptors of the nio platform");
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(Namespace.create(NoLeaks.class));
    }

    private static Set<String> kernelDescriptors() throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return Set.of();
        }
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.map(NoLeaks::describe).filter(NoLeaks::counts).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String describe(Path descriptor) {
        try {
            return descriptor.getFileName() + " -> " + Files.readSymbolicLink(descriptor);
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    /** The JVM opens class files as it needs them. */
    private static boolean counts(String descriptor) {
        return Stream.of("socket:", "pipe:", "anon_inode:", System.getProperty("java.io.tmpdir"))
                .anyMatch(kind -> descriptor.contains("-> " + kind));
    }

    private static void openOnceWhatTheJdkKeeps() {
        try (Selector selector = Selector.open();
                ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET);
                SocketChannel client = SocketChannel.open(StandardProtocolFamily.INET)) {
            Pipe pipe = Pipe.open();
            pipe.source().close();
            pipe.sink().close();
            selector.selectNow();
            server.bind(null);
            client.connect(server.getLocalAddress());
            server.accept().close();
        } catch (IOException unavailable) {
            throw new ExceptionInInitializerError(unavailable);
        }
    }
}
