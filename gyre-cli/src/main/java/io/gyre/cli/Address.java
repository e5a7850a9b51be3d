package io.gyre.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that serves at an address. */
final class Address {
    @Option(
            names = {"-p", "--port"},
            required = true,
            paramLabel = "PORT",
            description = "Listen at this port; 0 for any.")
    private int port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Listen at this address. Default: ${DEFAULT-VALUE}.")
    private InetAddress address = InetAddress.getLoopbackAddress();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    InetSocketAddress toListenAt() {
        if (port < 0 || port > 65535) {
            throw new ParameterException(spec.commandLine(), "--port is " + port + ": use 0 to 65535");
        }
        return new InetSocketAddress(address, port);
    }
}
