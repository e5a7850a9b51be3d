package io.gyre.bufferevent;

import io.gyre.net.Descriptors;
import io.gyre.net.EaiError;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.HostQuery;
import io.gyre.net.HostResolver;
import io.gyre.net.HostResult;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** How a {@link SocketBufferEvent} gets itself a socket. Under its lock. */
final class SocketConnect implements ConnectAttempts.Ending {
    private final SocketBufferEvent owner;

    /** The address to come from, or null for any. */
    @Nullable
    SocketAddress local;

    /** While a host is looked up and tried; there is no socket meanwhile. */
    private @Nullable ConnectAttempts attempts;

    /** Why there will be no connection, until the loop has told it. */
    private @Nullable ErrnoException refusal;

    private @Nullable EaiError dnsError;

    SocketConnect(SocketBufferEvent owner) {
        this.owner = owner;
    }

    boolean isUnderWay() {
        return attempts != null || refusal != null;
    }

    @Nullable
    EaiError dnsError() {
        return dnsError;
    }

    void toHost(HostQuery query, HostResolver resolver) {
        dnsError = null;
        var begun = new ConnectAttempts(owner, local, this);
        attempts = begun;
        owner.suspend(Direction.READING, Suspension.LOOKUP);
        owner.suspend(Direction.WRITING, Suspension.LOOKUP);
        try {
            begun.start(query, resolver);
        } catch (RuntimeException | Error broken) {
            giveUp();
            throw broken;
        }
    }

    void toAddress(SocketAddress address) {
        try {
            owner.awaitConnection(new Descriptors(owner.base().config().platform()).connect(address, local));
        } catch (ErrnoException refused) {
            refusal = refused; // Connecting goes on for the user, until the loop says so.
            owner.base().execute(() -> refuse(refused));
        }
    }

    private void refuse(ErrnoException refused) {
        owner.lock();
        try {
            if (refusal == refused) {
                refusal = null;
                owner.unreachable(refused);
            }
        } finally {
            owner.unlock();
        }
    }

    /** Nothing is told any more. */
    void giveUp() {
        refusal = null;
        ConnectAttempts given = attempts;
        if (given != null) {
            attempts = null;
            given.cancel();
            resumeAfterLookup();
        }
    }

    private void resumeAfterLookup() {
        owner.resume(Direction.READING, Suspension.LOOKUP);
        owner.resume(Direction.WRITING, Suspension.LOOKUP);
    }

    @Override
    public void lookedUp(HostResult result) {
        resumeAfterLookup();
        if (result instanceof HostResult.Failed(var error, var message)) {
            dnsError = error;
            failed(new UnknownHostException(message));
        }
    }

    @Override
    public void connected(Fd winner) {
        attempts = null;
        owner.connected(winner);
    }

    @Override
    public void failed(IOException last) {
        attempts = null;
        owner.unreachable(last);
    }
}
