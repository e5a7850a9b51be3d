package io.gyre.dns;

import io.gyre.dns.wire.DnsName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Brings what {@code resolv.conf} and the hosts file say into a resolver. */
final class ConfLoader {
    static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    static final Path HOSTS = Path.of("/etc/hosts");
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final int LONGEST = 1 << 20;
    private static final InetSocketAddress DEFAULT_SERVER =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 53);

    private static final System.Logger LOG = System.getLogger("io.gyre.dns");

    private final Engine engine;
    private final boolean noDefault;

    ConfLoader(Engine engine, boolean noDefault) {
        this.engine = engine;
        this.noDefault = noDefault;
    }

    /**
     * {@return how it went} Whatever that is, the resolver has a server afterwards, unless it shall have no default.
     *
     * @param add takes each server
     */
    ConfStatus load(Path file, Set<ConfPart> parts, Consumer<InetSocketAddress> add) {
        if (parts.contains(ConfPart.HOSTSFILE)) {
            engine.hosts = hostsOrLocalhost(HOSTS);
        }
        ConfStatus status = ConfStatus.NONE;
        ResolvConf conf;
        try {
            conf = ResolvConf.parse(TextFile.read(file, LONGEST));
        } catch (TextFile.TooLong tooLong) {
            status = ConfStatus.FILE_TOO_LARGE;
            conf = ResolvConf.parse("");
        } catch (IOException unreadable) {
            status = ConfStatus.FAILED_TO_OPEN_FILE;
            conf = ResolvConf.parse("");
        }
        conf.problems().forEach(problem -> LOG.log(System.Logger.Level.WARNING, file + ": " + problem));
        if (parts.contains(ConfPart.SEARCH)) {
            List<DnsName> search = conf.search();
            engine.search = search != null ? search : ownDomain();
        }
        conf.options().forEach(option -> apply(file, option, parts));
        return parts.contains(ConfPart.NAMESERVERS) ? servers(conf, status, add) : status;
    }

    private ConfStatus servers(ResolvConf conf, ConfStatus status, Consumer<InetSocketAddress> add) {
        conf.nameServers().forEach(add);
        if (!conf.nameServers().isEmpty() || noDefault) {
            return status;
        }
        if (engine.servers.addresses().isEmpty()) {
            add.accept(DEFAULT_SERVER);
        }
        return status == ConfStatus.NONE ? ConfStatus.NO_NAMESERVERS_CONFIGURED : status;
    }

    private void apply(Path file, ResolvConf.Option option, Set<ConfPart> parts) {
        boolean wanted = parts.contains(option.name().equals("ndots") ? ConfPart.SEARCH : ConfPart.MISC);
        try {
            if (wanted) {
                engine.options = engine.options.with(option.name(), option.value());
            }
        } catch (IllegalArgumentException refused) {
            LOG.log(System.Logger.Level.WARNING, file + ": " + refused.getMessage());
        }
    }

    /** Without a search list, the domain of this host is one: {@code resolv.conf(5)}. */
    private static List<DnsName> ownDomain() {
        try {
            String name = TextFile.read(HOST_NAME, LONGEST).strip();
            int dot = name.indexOf('.');
            return dot < 0 ? List.of() : List.of(DnsName.of(name.substring(dot + 1)));
        } catch (IOException | IllegalArgumentException unknown) {
            return List.of();
        }
    }

    private static HostsFile hostsOrLocalhost(Path file) {
        try {
            return HostsFile.read(file);
        } catch (IOException unreadable) {
            return HostsFile.localhost();
        }
    }
}
