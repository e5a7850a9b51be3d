package io.gyre.dns;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.Edns;
import io.gyre.dns.wire.Header;
import io.gyre.dns.wire.HeaderFlag;
import io.gyre.dns.wire.Message;
import io.gyre.dns.wire.Question;
import io.gyre.dns.wire.RecordData;
import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResourceRecord;
import io.gyre.dns.wire.ResponseCode;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A query, and the reply as it grows: {@code evdns_server_request}. To be answered or dropped exactly once. For one thread at a time, whichever it is.
 */
public final class DnsServerRequest {
    private static final Set<HeaderFlag> NOT_TO_BE_SET = EnumSet.of(HeaderFlag.QR, HeaderFlag.TC);

    private final DnsServer server;
    private final Message query;
    private final ReplyWay way;
    private final Map<DnsSection, List<ResourceRecord>> sections = new EnumMap<>(DnsSection.class);
    private final Set<HeaderFlag> flags = EnumSet.noneOf(HeaderFlag.class);
    private boolean settled;

    DnsServerRequest(DnsServer server, Message query, ReplyWay way) {
        this.server = server;
        this.query = query;
        this.way = way;
    }

    /** {@return what is asked, in the case of letters that the client chose: {@code evdns_server_question}} There is exactly one question. */
    public Question question() {
        return query.questions().getFirst();
    }

    /** {@return the whole query} */
    public Message query() {
        return query;
    }

    /** {@return who asks: {@code evdns_server_request_get_requesting_addr}} */
    public SocketAddress client() {
        return way.client();
    }

    /** {@return how the query came, and the reply will go} */
    public DnsTransport transport() {
        return way.transport();
    }

    /**
     * Sets flags of the reply: {@code evdns_server_request_set_flags}. RD is set if the query has it.
     *
     * @return this
     * @throws IllegalArgumentException for QR and TC, which are set where they belong
     */
    public DnsServerRequest flags(HeaderFlag... set) {
        for (HeaderFlag flag : set) {
            if (NOT_TO_BE_SET.contains(flag)) {
                throw new IllegalArgumentException(flag + " is set where it belongs, not by hand");
            }
        }
        flags.addAll(List.of(set));
        return this;
    }

    /**
     * Adds a record: {@code evdns_server_request_add_reply}.
     *
     * @return this
     * @throws IllegalStateException if the request was answered or dropped
     */
    public DnsServerRequest add(DnsSection section, ResourceRecord record) {
        checkOpen();
        sections.computeIfAbsent(section, _ -> new ArrayList<>()).add(record);
        return this;
    }

    /**
     * Answers with addresses of either family: {@code evdns_server_request_add_a_reply}, {@code evdns_server_request_add_aaaa_reply}.
     *
     * @param ttl for how many seconds they may be kept
     * @return this
     */
    public DnsServerRequest addAddresses(DnsName name, int ttl, List<? extends InetAddress> addresses) {
        addresses.forEach(address -> add(DnsSection.ANSWER, ResourceRecord.of(name, ttl, address)));
        return this;
    }

    /**
     * Answers with the name of an address: {@code evdns_server_request_add_ptr_reply}.
     *
     * @param ttl for how many seconds it may be kept
     * @return this
     */
    public DnsServerRequest addPtr(InetAddress address, DnsName host, int ttl) {
        return addPtr(ReverseName.of(address), host, ttl);
    }

    /**
     * Answers with the name of an address: {@code evdns_server_request_add_ptr_reply}.
     *
     * @param reverse the address as a name
     * @param ttl for how many seconds it may be kept
     * @return this
     */
    public DnsServerRequest addPtr(DnsName reverse, DnsName host, int ttl) {
        return add(DnsSection.ANSWER, ResourceRecord.of(reverse, RecordType.PTR, ttl, new RecordData.Ptr(host)));
    }

    /**
     * Answers with an alias: {@code evdns_server_request_add_cname_reply}.
     *
     * @param ttl for how many seconds it may be kept
     * @return this
     */
    public DnsServerRequest addCname(DnsName name, DnsName target, int ttl) {
        return add(DnsSection.ANSWER, ResourceRecord.of(name, RecordType.CNAME, ttl, new RecordData.Cname(target)));
    }

    /**
     * Sends the reply: {@code evdns_server_request_respond}. What does not fit into a datagram as the client takes it is left out, and TC set.
     *
     * @param code how it ended
     * @return false if the client is gone, or the system would not send
     * @throws IllegalStateException if the request was answered or dropped, or the server is closed
     * @throws IllegalArgumentException if the reply is longer than any message may be; it can then be answered otherwise
     */
    public boolean respond(ResponseCode code) {
        Edns theirs = query.edns();
        Message reply = query.answer()
                .flags(flags.toArray(HeaderFlag[]::new))
                .code(code)
                .answers(section(DnsSection.ANSWER))
                .authority(section(DnsSection.AUTHORITY))
                .additional(section(DnsSection.ADDITIONAL))
                .edns(theirs == null ? null : Edns.of(server.options.maxUdpSize()))
                .build();
        return send(reply);
    }

    /**
     * Sends a reply that was made elsewhere, such as another server's, with the id and question of this request.
     *
     * @return as {@link #respond}
     */
    public boolean respond(Message other) {
        Edns theirs = query.edns();
        Message reply = new Message(
                new Header(
                        query.header().id(),
                        other.header().opcode(),
                        other.header().flags(),
                        theirs == null && other.header().code().code() > 15
                                ? ResponseCode.SERVFAIL
                                : other.header().code()),
                query.questions(),
                other.answers(),
                other.authority(),
                other.additional(),
                theirs == null ? null : Edns.of(server.options.maxUdpSize()));
        return send(reply);
    }

    private boolean send(Message reply) {
        Edns theirs = query.edns();
        int limit = theirs == null
                ? Message.PLAIN_UDP_LENGTH
                : Math.clamp(theirs.udpSize(), Message.PLAIN_UDP_LENGTH, server.options.maxUdpSize());
        server.lock.lock();
        try {
            checkOpen();
            if (server.isClosed()) {
                throw new IllegalStateException("the server is closed: " + question() + " cannot be answered any more");
            }
            boolean sent = way.send(reply, limit);
            settle(true);
            return sent;
        } finally {
            server.lock.unlock();
        }
    }

    private List<ResourceRecord> section(DnsSection which) {
        return Objects.requireNonNullElse(sections.get(which), List.of());
    }

    /** Lets the client wait in vain: {@code evdns_server_request_drop}. No effect if the request is settled. */
    public void drop() {
        server.lock.lock();
        try {
            if (!settled) {
                settle(false);
            }
        } finally {
            server.lock.unlock();
        }
    }

    /** The handler failed. */
    void fail() {
        if (!settled && !server.isClosed()) {
            sections.clear();
            respond(ResponseCode.SERVFAIL);
        }
    }

    private void settle(boolean answered) {
        settled = true;
        way.settled();
        server.settled(answered);
    }

    private void checkOpen() {
        if (settled) {
            throw new IllegalStateException(question() + " was answered or dropped already");
        }
    }
}
