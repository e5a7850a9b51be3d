package io.gyre.bench;

import io.gyre.bench.peer.Out;
import java.io.IOException;

/** {@code gyre-bench/run}: measures Gyre beside its peers. */
public final class Main {
    private static final int WRONG_USE = 2;

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(Main::killPeers));
        try {
            run(Options.parse(arguments));
        } catch (IllegalArgumentException wrongUse) {
            Out.line(String.valueOf(wrongUse.getMessage()));
            Out.line(Options.USAGE);
            System.exit(WRONG_USE);
        }
    }

    private static void killPeers() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    private static void run(Options options) throws IOException {
        switch (options.benchmark()) {
            case "pipes" -> new PipesBenchmark(options).run();
            case "timers" -> new TimersBenchmark(options).run();
            case "echo" -> new EchoBenchmark(options).run();
            case "spin" -> new SpinBenchmark(options).run();
            case "loops" -> new LoopsBenchmark(options).run();
            case "tls" -> new TlsBenchmark(options).run();
            case "idle" -> new IdleBenchmark(options, EchoServers.ALL).run();
            case "memory" -> new IdleBenchmark(options, EchoServers.BUFFERED).run();
            case "accept" -> new AcceptBenchmark(options).run();
            case "proxy" -> new ProxyBenchmark(options).run();
            case "http" -> new HttpBenchmark(options).run();
            case "websocket" -> new WebSocketBenchmark(options).run();
            case "http-client" -> new HttpClientBenchmark(options).run();
            case "buffer" -> new BufferBenchmark(options).run();
            case "dns" -> new DnsBenchmark(options).run();
            case "rpc" -> new RpcBenchmark(options).run();
            case "alloc" -> new AllocBenchmark(options).run();
            default -> throw new IllegalArgumentException("there is no benchmark " + options.benchmark());
        }
    }
}
