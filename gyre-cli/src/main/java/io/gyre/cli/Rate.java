package io.gyre.cli;

import io.gyre.bufferevent.RateLimit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --rate} of every command that moves bytes. */
final class Rate {
    @Option(
            names = "--rate",
            paramLabel = "BYTES/s",
            description = "Let each connection move no more bytes a second than this, each way.")
    private @Nullable Long bytes;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** {@return the limit, or null for none} */
    @Nullable
    RateLimit limit() {
        if (bytes == null) {
            return null;
        }
        if (bytes < 10) {
            throw new ParameterException(spec.commandLine(), "--rate is " + bytes + ": use 10 bytes a second or more");
        }
        return RateLimit.bytesPerSecond(bytes);
    }
}
