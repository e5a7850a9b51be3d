/** The {@code gyre} command. */
module io.gyre.cli {
    requires info.picocli;
    requires io.gyre.core;
    requires io.gyre.dns;
    requires io.gyre.tls;
    requires io.gyre.http;
    requires io.gyre.rpc;
    requires static org.jspecify;

    opens io.gyre.cli to
            info.picocli;
}
