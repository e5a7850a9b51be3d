package io.gyre.dns;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.RecordType;
import io.gyre.event.EventBase;
import io.gyre.net.EaiError;
import io.gyre.net.GetAddrInfo;
import io.gyre.net.HostCallback;
import io.gyre.net.HostQuery;
import io.gyre.net.HostQuery.Family;
import io.gyre.net.HostResolver;
import io.gyre.net.HostResult;
import io.gyre.net.PendingResolution;
import io.gyre.net.Resolution;
import io.gyre.net.ServiceNames;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Asks name servers, and never blocks: {@code evdns_base}. Belongs to a loop, which has to run for anything to happen. All methods may be
 * called from any thread; callbacks run on the loop's.
 *
 * <p>Every request ends, at the latest after {@link ResolverOptions#deadline}, and a failure says what each attempt gave. Replies are accepted from the
 * server asked only, at a port, with an id and in a case of letters that nobody can foresee, and with the question that was asked.
 *
 * <p>As a {@link HostResolver} it looks into the hosts file first.
 */
public final class DnsResolver implements HostResolver, AutoCloseable {
    private final Engine engine;
    private final ConfLoader loader;
    private final ServiceNames services = ServiceNames.system();
    private final @Nullable SystemConf systemConf;

    private DnsResolver(EventBase base, ResolverOptions options, Set<ResolverFlag> flags, Path resolvConf, Path hosts) {
        engine = new Engine(base, flags);
        engine.options = options;
        loader = new ConfLoader(engine, flags.contains(ResolverFlag.NAMESERVERS_NO_DEFAULT));
        if (flags.contains(ResolverFlag.INITIALIZE_NAMESERVERS)) {
            systemConf = new SystemConf(engine, loader, resolvConf, hosts);
            systemConf.load();
        } else {
            systemConf = null;
        }
    }

    /** {@return a resolver with libevent's options: {@code evdns_base_new}} Without INITIALIZE_NAMESERVERS it has no server yet. */
    public static DnsResolver of(EventBase base, ResolverFlag... flags) {
        return of(base, ResolverOptions.defaults(), flags);
    }

    /** {@return a resolver: {@code evdns_base_new}} Without INITIALIZE_NAMESERVERS it has no server yet. */
    public static DnsResolver of(EventBase base, ResolverOptions options, ResolverFlag... flags) {
        var set = EnumSet.noneOf(ResolverFlag.class);
        set.addAll(Arrays.asList(flags));
        return new DnsResolver(base, options, set, ConfLoader.RESOLV_CONF, ConfLoader.HOSTS);
    }

    /** As the system's, but with files of the test. */
    static DnsResolver of(EventBase base, Path resolvConf, Path hosts, Set<ResolverFlag> flags) {
        return new DnsResolver(base, ResolverOptions.defaults(), flags, resolvConf, hosts);
    }

    /** {@return a resolver that is set up as this host is, and does not keep the loop from ending} */
    public static DnsResolver system(EventBase base) {
        return of(base, ResolverFlag.INITIALIZE_NAMESERVERS, ResolverFlag.DISABLE_WHEN_INACTIVE);
    }

    /** {@return the base whose loop everything happens on} */
    public EventBase base() {
        return engine.base;
    }

    // Questions.

    /**
     * Asks for records of a name: {@code evdns_base_resolve_ipv4} and its like, for any type.
     *
     * @param name with a dot at its end, or with {@link QueryFlag#NO_SEARCH}, taken as it is; otherwise tried with the search list
     * @param type what is wanted
     * @param callback learns the outcome, from the loop
     * @param flags how to ask
     * @return a handle to cancel with
     * @throws IllegalArgumentException if the text is no name, or is empty where there is a search list
     * @throws IllegalStateException if the resolver is closed
     */
    public DnsRequest query(String name, RecordType type, DnsCallback callback, QueryFlag... flags) {
        return engine.get(() -> {
            checkOpen();
            refresh();
            QueryFlags set = QueryFlags.of(flags);
            List<DnsName> search = set.has(QueryFlag.NO_SEARCH) ? List.of() : engine.search;
            return start(SearchList.candidates(name, search, engine.options.ndots()), type, callback, set);
        });
    }

    /**
     * Asks for records of a name that is taken as it is.
     *
     * @return a handle to cancel with
     * @throws IllegalStateException if the resolver is closed
     */
    public DnsRequest query(DnsName name, RecordType type, DnsCallback callback, QueryFlag... flags) {
        return engine.get(() -> {
            checkOpen();
            refresh();
            return start(List.of(name), type, callback, QueryFlags.of(flags));
        });
    }

    private DnsRequest start(List<DnsName> names, RecordType type, DnsCallback callback, QueryFlags flags) {
        var lookup = new Lookup(engine, names, type, flags, callback);
        lookup.start();
        return lookup;
    }

    /** Asks for IPv4 addresses: {@code evdns_base_resolve_ipv4}. As {@link #query(String, RecordType, DnsCallback, QueryFlag...)}. */
    public DnsRequest resolveIpv4(String name, DnsCallback callback, QueryFlag... flags) {
        return query(name, RecordType.A, callback, flags);
    }

    /** Asks for IPv6 addresses: {@code evdns_base_resolve_ipv6}. As {@link #query(String, RecordType, DnsCallback, QueryFlag...)}. */
    public DnsRequest resolveIpv6(String name, DnsCallback callback, QueryFlag... flags) {
        return query(name, RecordType.AAAA, callback, flags);
    }

    /**
     * Asks for the names of an address: {@code evdns_base_resolve_reverse}, {@code evdns_base_resolve_reverse_ipv6}.
     *
     * @return a handle to cancel with
     */
    public DnsRequest resolveReverse(InetAddress address, DnsCallback callback, QueryFlag... flags) {
        return query(ReverseName.of(address), RecordType.PTR, callback, flags);
    }

    /** {@return the outcome of {@link #query(String, RecordType, DnsCallback, QueryFlag...)}} To cancel the future cancels the request. */
    public CompletableFuture<DnsResult> lookup(String name, RecordType type, QueryFlag... flags) {
        var future = new CompletableFuture<DnsResult>();
        DnsRequest request = query(name, type, future::complete, flags);
        var _ = future.whenComplete((_, _) -> {
            if (future.isCancelled()) {
                request.cancel();
            }
        });
        return future;
    }

    /**
     * {@return the outcome of {@link #query(String, RecordType, DnsCallback, QueryFlag...)}, for which the calling thread waits} Meant for virtual threads.
     *
     * @throws InterruptedException if the thread is interrupted; the request is cancelled
     * @throws IllegalStateException on the loop's own thread, which would wait for itself
     */
    public DnsResult await(String name, RecordType type, QueryFlag... flags) throws InterruptedException {
        if (engine.base.inLoop()) {
            throw new IllegalStateException("the loop's thread would wait for itself: use query, or another thread");
        }
        CompletableFuture<DnsResult> future = lookup(name, type, flags);
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            future.cancel(false);
            throw interrupted;
        } catch (ExecutionException impossible) {
            throw new AssertionError("nobody completes it with a failure", impossible);
        }
    }

    private void checkOpen() {
        if (engine.closed) {
            throw new IllegalStateException("the resolver is closed");
        }
    }

    private void refresh() {
        if (systemConf != null) {
            systemConf.refresh();
        }
    }

    // Hosts.

    /**
     * Looks a host up: {@code evdns_getaddrinfo}. The hosts file is asked first, then the cache and the name servers, for A and AAAA side by
     * side. IPv6 addresses come first.
     */
    @Override
    public Resolution resolve(HostQuery query, Executor executor, HostCallback callback) {
        var request = new PendingResolution(query, executor, callback);
        HostResult known = GetAddrInfo.immediate(query, services);
        String host = query.host();
        if (known != null || host == null) {
            request.complete(known != null ? known : failed(query, EaiError.NONAME, "there is no host to look up"));
            return request;
        }
        boolean restrict = query.has(HostQuery.Flag.ADDRCONFIG) && query.family() == Family.UNSPEC;
        Family family = restrict ? GetAddrInfo.configuredFamily() : query.family();
        HostResult atOnce = engine.get(() -> lookUp(query, host, family, request));
        if (atOnce != null) {
            request.complete(atOnce);
        }
        return request;
    }

    private @Nullable HostResult lookUp(HostQuery query, String host, Family family, PendingResolution request) {
        if (engine.closed) {
            return failed(query, EaiError.FAIL, "the resolver is closed");
        }
        refresh();
        List<DnsName> names;
        try {
            names = SearchList.candidates(host, engine.search, engine.options.ndots());
        } catch (IllegalArgumentException noName) {
            return failed(query, EaiError.NONAME, String.valueOf(noName.getMessage()));
        }
        HostResult local = fromHosts(query, host, family);
        if (local == null) {
            new AddressLookup(engine, query, services, names, family, request).start();
        }
        return local;
    }

    private @Nullable HostResult fromHosts(HostQuery query, String host, Family family) {
        DnsName name = DnsName.of(host);
        List<InetAddress> found = new ArrayList<>(engine.hosts.addresses(name));
        if (found.isEmpty() && SpecialNames.isLocalhost(name)) {
            found.addAll(HostsFile.localhost().addresses(DnsName.of("localhost")));
        }
        found.removeIf(
                address -> family != Family.UNSPEC && address instanceof Inet4Address != (family == Family.INET));
        return found.isEmpty() ? null : GetAddrInfo.answer(query, services, found, host);
    }

    private static HostResult failed(HostQuery query, EaiError error, String why) {
        return new HostResult.Failed(error, query.host() + ": " + why);
    }

    // Servers.

    /**
     * Adds a server: {@code evdns_base_nameserver_ip_add}.
     *
     * @param address {@code 1.2.3.4}, {@code 1.2.3.4:53}, {@code ::1}, {@code [::1]} or {@code [::1]:53}
     * @return false if it is there already
     * @throws IllegalArgumentException if the text is no address
     */
    public boolean addNameServer(String address) {
        return addNameServer(ResolvConf.nameServer(address));
    }

    /**
     * Adds a server: {@code evdns_base_nameserver_add}, {@code evdns_base_nameserver_sockaddr_add}. Requests that wait for one go on.
     *
     * @return false if it is there already
     */
    public boolean addNameServer(InetSocketAddress address) {
        if (address.isUnresolved() || address.getPort() == 0) {
            throw new IllegalArgumentException(address + " is no name server: it needs an IP address and a port");
        }
        return engine.get(() -> {
            checkOpen();
            boolean added = engine.servers.add(address);
            engine.admission.pump();
            return added;
        });
    }

    /** {@return the servers in the order in which they are asked} {@code evdns_base_count_nameservers}, {@code evdns_base_get_nameserver_addr}. */
    public List<InetSocketAddress> nameServers() {
        return engine.get(engine.servers::addresses);
    }

    /**
     * Forgets every server, and asks nothing until {@link #resume}: {@code evdns_base_clear_nameservers_and_suspend}. Questions under way are asked
     * again then; their deadlines run on.
     */
    public void clearNameServersAndSuspend() {
        engine.locked(() -> {
            engine.servers.suspend();
            engine.recall();
            engine.servers.clear();
        });
    }

    /** Asks again: {@code evdns_base_resume}. */
    public void resume() {
        engine.locked(() -> {
            engine.servers.resume();
            engine.admission.pump();
        });
    }

    // Settings.

    /** {@return the options} */
    public ResolverOptions options() {
        return engine.get(() -> engine.options);
    }

    /** Sets the options. They hold for whatever is done from now on. */
    public void options(ResolverOptions options) {
        engine.locked(() -> {
            engine.options = options;
            engine.admission.pump();
        });
    }

    /**
     * Sets one option from its text: {@code evdns_base_set_option}. A name that is not known changes nothing.
     *
     * @throws IllegalArgumentException if the value cannot be that option's
     */
    public void setOption(String name, @Nullable String value) {
        engine.locked(() -> options(engine.options.with(name, value)));
    }

    /**
     * Reads a {@code resolv.conf}: {@code evdns_base_resolv_conf_parse}. Servers are added to those that are there. A file that is missing or
     * names no server makes 127.0.0.1 the server, if there is none, unless the resolver has {@link ResolverFlag#NAMESERVERS_NO_DEFAULT}.
     *
     * @param parts what to heed; all if none is given
     * @return how it went
     */
    public ConfStatus loadResolvConf(Path file, ConfPart... parts) {
        var set = EnumSet.noneOf(ConfPart.class);
        set.addAll(parts.length == 0 ? EnumSet.allOf(ConfPart.class) : Arrays.asList(parts));
        return engine.get(() -> {
            checkOpen();
            ConfStatus status = loader.load(file, set, engine.servers::add);
            engine.admission.pump();
            return status;
        });
    }

    /**
     * Takes the entries of a hosts file instead of those before: {@code evdns_base_load_hosts}.
     *
     * @param file null for localhost only
     * @throws IOException if it cannot be read; then there is localhost only
     */
    public void loadHosts(@Nullable Path file) throws IOException {
        engine.locked(() -> engine.hosts = HostsFile.localhost());
        if (file != null) {
            HostsFile read = HostsFile.read(file);
            engine.locked(() -> engine.hosts = read);
        }
    }

    /** Forgets the entries of the hosts file: {@code evdns_base_clear_host_addresses}. */
    public void clearHosts() {
        engine.locked(() -> engine.hosts = HostsFile.empty());
    }

    /** {@return the names that the hosts file has for an address, in its order; none if it is not there} No server is asked. */
    public List<DnsName> hostNames(InetAddress address) {
        return engine.get(() -> {
            refresh();
            return engine.hosts.names(address);
        });
    }

    /** {@return the search list} */
    public List<DnsName> search() {
        return engine.get(() -> List.copyOf(engine.search));
    }

    /** Empties the search list: {@code evdns_base_search_clear}. */
    public void clearSearch() {
        engine.locked(() -> engine.search = List.of());
    }

    /**
     * Adds a domain to the end of the search list: {@code evdns_base_search_add}.
     *
     * @param domain a dot at its start is left out
     */
    public void addSearch(String domain) {
        DnsName name = DnsName.of(domain.startsWith(".") ? domain.substring(1) : domain);
        engine.locked(() -> {
            var longer = new ArrayList<>(engine.search);
            longer.add(name);
            engine.search = List.copyOf(longer);
        });
    }

    /** Sets how many dots a name needs to be tried as it is first: {@code evdns_base_search_ndots_set}. */
    public void ndots(int dots) {
        engine.locked(() -> options(engine.options.toBuilder().ndots(dots).build()));
    }

    /** {@return the answers that are kept} */
    public DnsCache cache() {
        return engine.cache;
    }

    /** {@return what has been done so far} */
    public ResolverStatistics statistics() {
        return engine.get(() -> {
            Counters c = engine.counters;
            return new ResolverStatistics(
                    c.requests,
                    c.cacheHits,
                    c.joined,
                    engine.admission.inflight(),
                    engine.admission.waiting(),
                    c.sentByUdp,
                    c.sentByTcp,
                    c.replies,
                    c.timeouts,
                    c.truncated,
                    c.unexpected,
                    c.malformed,
                    c.wrongQuestion,
                    c.wrongCase,
                    c.probes);
        });
    }

    /** Closes the resolver; requests under way are told {@link DnsError#SHUTDOWN}: {@code evdns_base_free} with {@code fail_requests}. */
    @Override
    public void close() {
        close(true);
    }

    /**
     * Closes the resolver: {@code evdns_base_free}. Idempotent.
     *
     * @param failRequests whether requests under way are told {@link DnsError#SHUTDOWN}, from the loop, or never hear again
     */
    public void close(boolean failRequests) {
        engine.locked(() -> engine.close(failRequests));
    }
}
