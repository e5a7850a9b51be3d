package io.gyre.cli;

import io.gyre.event.NoMechanismException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The {@code gyre} command itself, which only finds its subcommand. Wrong usage ends it with status 2. */
@Command(
        name = "gyre",
        description = "Event loops for the JVM: libevent in Java.",
        mixinStandardHelpOptions = true,
        versionProvider = Gyre.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CatCommand.class,
            ChatCommand.class,
            DnsCommand.class,
            DnsdCommand.class,
            EchoCommand.class,
            EventsCommand.class,
            FetchCommand.class,
            HttpCommand.class,
            ProxyCommand.class,
            RpcgenCommand.class,
            WatchCommand.class
        })
public final class Gyre implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    Gyre() {}

    /**
     * Runs the command and ends the process with its status.
     *
     * @param args the words of the command line
     */
    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Gyre())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((thrown, _) -> refuse(thrown))
                .setExecutionExceptionHandler(Gyre::fail);
    }

    /** One line, and status 2; the whole usage would push it out of sight. */
    private static int refuse(ParameterException thrown) {
        CommandLine command = thrown.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String what = String.valueOf(thrown.getMessage()).replaceAll("\\s*\\R\\s*", " ");
        tell(command, what + " (" + name + " --help says more)");
        return 2;
    }

    private static void tell(CommandLine command, String what) {
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + what);
        command.getErr().flush();
    }

    /** One line, and status 2, for what the user can mend; anything else is our fault and shows where. */
    private static int fail(Exception thrown, CommandLine command, ParseResult result) throws Exception {
        boolean mendable = thrown instanceof Failure
                || thrown instanceof IOException
                || thrown instanceof UncheckedIOException
                || thrown instanceof IllegalArgumentException
                || thrown instanceof NoMechanismException;
        if (!mendable) {
            throw thrown;
        }
        tell(command, words(thrown));
        return 2;
    }

    /** Where a file is missing the JDK's message is its name alone. */
    private static String words(Exception thrown) {
        return switch (thrown) {
            case NoSuchFileException missing -> missing.getMessage() + ": no such file";
            case AccessDeniedException denied -> denied.getMessage() + ": permission denied";
            default -> String.valueOf(thrown.getMessage());
        };
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Missing command: use one of "
                        + String.join(", ", spec.subcommands().keySet()));
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String java = "Java " + Runtime.version().feature();
            String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
            return new String[] {"gyre " + io.gyre.Gyre.version() + " (" + java + ", " + system + ")"};
        }
    }
}
