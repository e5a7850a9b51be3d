package io.gyre.conformance.command;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A browser without a screen, led over its DevTools protocol. */
final class Chromium implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final Pattern PAGE = Pattern.compile("\"webSocketDebuggerUrl\": \"(ws://[^\"]*/page/[^\"]*)\"");
    private static final Pattern VALUE = Pattern.compile("\"value\":\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern DATA = Pattern.compile("\"data\":\"([^\"]*)\"");

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final WebSocket socket;
    private int calls;

    /** Starts it with a profile in {@code folder}, or skips the test where there is none. */
    Chromium(Path folder) throws IOException, InterruptedException {
        String program = Stream.of("chromium", "chromium-browser", "google-chrome")
                .filter(Chromium::isInstalled)
                .findFirst()
                .orElse("");
        assumeTrue(!program.isEmpty(), "SKIPPED, for chromium is not installed: apt-get install chromium");
        process = new ProcessBuilder(
                        program,
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String address = address();
        String pages = http.send(
                        HttpRequest.newBuilder(URI.create("http://" + address + "/json"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        Matcher page = PAGE.matcher(pages);
        if (!page.find()) {
            throw new IOException("the browser has no page: " + pages);
        }
        socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(page.group(1)), new Messages())
                .join();
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private String address() throws IOException {
        var err = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        for (String line = err.readLine(); line != null; line = err.readLine()) {
            if (line.startsWith("DevTools listening on ")) {
                Thread.ofVirtual().start(() -> err.lines().forEach(_ -> {}));
                return URI.create(line.substring("DevTools listening on ".length()))
                        .getAuthority();
            }
        }
        throw new IOException("the browser did not start");
    }

    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                messages.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private String call(String method, String parameters) throws InterruptedException {
        calls++;
        socket.sendText("{\"id\":" + calls + ",\"method\":\"" + method + "\",\"params\":{" + parameters + "}}", true)
                .join();
        while (true) {
            String message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("the browser does not answer to " + method);
            }
            if (message.startsWith("{\"id\":" + calls + ",")) {
                return message;
            }
        }
    }

    void screen(int width, int height, boolean dark) throws InterruptedException {
        call(
                "Emulation.setDeviceMetricsOverride",
                "\"width\":" + width + ",\"height\":" + height + ",\"deviceScaleFactor\":1,\"mobile\":"
                        + (width < 500));
        String scheme = dark ? "dark" : "light";
        call(
                "Emulation.setEmulatedMedia",
                "\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + scheme + "\"}]");
    }

    void open(String url) throws InterruptedException {
        call("Page.navigate", "\"url\":\"" + url + "\"");
    }

    /** {@return what a script answers, as text} */
    String ask(String script) throws InterruptedException {
        String escaped = script.replace("\\", "\\\\").replace("\"", "\\\"");
        Matcher value = VALUE.matcher(call(
                "Runtime.evaluate",
                "\"awaitPromise\":true,\"returnByValue\":true,\"expression\":\"Promise.resolve(" + escaped
                        + ").then(String)\""));
        return value.find() ? value.group(1) : "";
    }

    /** Waits until a script answers true. */
    void await(String script) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!ask(script).equals("true")) {
            if (System.nanoTime() - until > 0) {
                throw new AssertionError(
                        "the page never says: " + script + "; it is " + ask("document.documentElement.outerHTML"));
            }
        }
    }

    /** {@return a picture of the page, as PNG} */
    byte[] picture() throws InterruptedException {
        Matcher data = DATA.matcher(call("Page.captureScreenshot", "\"format\":\"png\""));
        return data.find() ? Base64.getDecoder().decode(data.group(1)) : new byte[0];
    }

    /** Ends it and what it started, which else would go on to write to its profile. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        socket.abort();
        http.shutdownNow();
        process.destroyForcibly().onExit().join();
        for (ProcessHandle child : children) {
            child.destroyForcibly();
            child.onExit().join();
        }
    }
}
