package io.gyre.cli;

import io.gyre.bufferevent.BufferEventOption;
import io.gyre.event.EventBase;
import io.gyre.http.client.ClientTimeouts;
import io.gyre.http.client.HttpClient;
import io.gyre.http.client.Proxy;
import io.gyre.http.client.ProxyChoice;
import io.gyre.http.client.ProxyVariables;
import io.gyre.http.client.Retries;
import io.gyre.http.client.TlsLayer;
import io.gyre.http.client.UrlRequest;
import io.gyre.net.Descriptors;
import io.gyre.net.Platform;
import io.gyre.tls.TlsClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gets one URL. */
@Command(
        name = "fetch",
        description =
                "Get what an http or https URL names. Status 0 only for a complete answer that says it went well.",
        mixinStandardHelpOptions = true)
final class FetchCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int STANDARD_ERROR = 2;

    @Parameters(paramLabel = "URL", description = "What to get, by http or https; up to ten redirects are followed.")
    private String url = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to this file, which appears only when all is there. Default: standard output.")
    private @Nullable Path file;

    @Option(
            names = {"-C", "--continue"},
            description =
                    "Keep what has come in FILE.part if the connection breaks, and go on from there the next time.")
    private boolean resumes;

    @Option(
            names = {"-v", "--verbose"},
            description = "Print what is asked and answered to standard error.")
    private boolean verbose;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "Wait this long for each step. Default: ${DEFAULT-VALUE}.")
    private int timeout = 30;

    @Option(names = "--max-time", paramLabel = "SECONDS", description = "Give up after this long in total.")
    private @Nullable Integer maxTime;

    @Option(
            names = "--retry",
            paramLabel = "N",
            defaultValue = "0",
            description = "Try so many times more if there is no answer, after 1, 2, 4... seconds.")
    private int retries;

    @Option(names = "--compressed", description = "Ask for compressed content, and decompress it.")
    private boolean compressed;

    @Option(
            names = {"-x", "--proxy"},
            paramLabel = "URL",
            description =
                    "Go through this proxy: [http://][USER:PASSWORD@]HOST[:PORT], or '' for none. Default: the one that"
                            + " http_proxy, https_proxy or all_proxy names, unless no_proxy has the host.")
    private @Nullable String proxy;

    @Option(
            names = "--unix-socket",
            paramLabel = "PATH",
            description = "Connect to this Unix socket, not to the URL's host.")
    private @Nullable Path socket;

    @Mixin
    private final TlsConnecting tls = new TlsConnecting();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    FetchCommand() {}

    @Override
    public Integer call() throws IOException {
        check();
        PrintWriter errors = spec.commandLine().getErr();
        String failure;
        try (var base = new EventBase();
                var client = new HttpClient(base);
                var target = new FetchTarget(file, resumes)) {
            UrlRequest request = request();
            setUp(client);
            var progress = new Progress(showsProgress() ? errors : null, base.nanoTime());
            failure = new Fetch(base, client, target, progress, verbose ? errors : null).run(request, url);
        }
        if (failure == null) {
            return 0;
        }
        errors.println("gyre fetch: " + OneLine.of(failure));
        errors.flush();
        return FAILED;
    }

    private void check() {
        if (timeout < 1 || (maxTime != null && maxTime < 1)) {
            throw wrong(
                    (timeout < 1 ? "--timeout is " + timeout : "--max-time is " + maxTime) + ": use 1 or more seconds");
        }
        if (retries < 0) {
            throw wrong("--retry is " + retries + ": use 0 or more");
        }
        if (resumes && (file == null || compressed)) {
            throw wrong("-C needs a file to continue, so use -o FILE, and not --compressed");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private UrlRequest request() {
        try {
            return UrlRequest.get(url).address(socket == null ? null : UnixDomainSocketAddress.of(socket));
        } catch (IllegalArgumentException noUrl) {
            throw new Failure(String.valueOf(noUrl.getMessage()));
        }
    }

    private void setUp(HttpClient client) {
        Duration each = Duration.ofSeconds(timeout);
        Duration total = maxTime == null ? null : Duration.ofSeconds(maxTime);
        client.timeouts(new ClientTimeouts(each, each, each, each, total));
        client.retries(new Retries(retries, Duration.ofSeconds(1), Duration.ofMinutes(1)));
        client.decompresses(compressed);
        client.proxies(proxies());
        client.tls(lazily());
    }

    /** Certificates are read only if they are needed. */
    private TlsLayer lazily() {
        @Nullable TlsClient[] made = new @Nullable TlsClient[1];
        return (below, host, port) -> {
            TlsClient client = made[0];
            if (client == null) {
                client = tls.client(TlsClient.builder().alpn("http/1.1"));
                made[0] = client;
            }
            return client.over(below, host, port, BufferEventOption.CLOSE_ON_FREE);
        };
    }

    /** What is said here goes before what the environment says; an empty word means none. */
    private ProxyChoice proxies() {
        String named = proxy;
        if (named == null) {
            return new ProxyVariables(System.getenv());
        }
        if (named.isEmpty()) {
            return ProxyChoice.NONE;
        }
        try {
            Proxy only = Proxy.parse(named);
            return (_, _, _) -> only;
        } catch (IllegalArgumentException none) {
            throw wrong("--proxy: " + none.getMessage());
        }
    }

    /** Neither a log nor a terminal that shows the content is a place for it. */
    private boolean showsProgress() {
        var system = new Descriptors(Platform.system());
        boolean contentElsewhere = file != null || !system.borrow(1, false).isTerminal();
        return !verbose
                && contentElsewhere
                && system.borrow(STANDARD_ERROR, false).isTerminal();
    }
}
