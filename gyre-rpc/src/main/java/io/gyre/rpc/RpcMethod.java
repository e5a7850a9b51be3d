package io.gyre.rpc;

import io.gyre.tag.MessageType;
import io.gyre.tag.TaggedMessage;
import java.util.regex.Pattern;

/**
 * What both sides of a call agree on: {@code EVRPC_HEADER} and {@code EVRPC_GENERATE}.
 *
 * @param <Q> what is asked
 * @param <R> what is answered
 * @param name by which it is called: letters, digits and <code>_ - . ~</code>
 * @param request how what is asked is read
 * @param reply how what is answered is read
 */
public record RpcMethod<Q extends TaggedMessage, R extends TaggedMessage>(
        String name, MessageType<Q> request, MessageType<R> reply) {
    private static final String PREFIX = "/.rpc.";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.~-]+");

    /** Refuses a name that could not stand in a path. */
    public RpcMethod {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a method cannot be named '" + name + "': use letters, digits and _ - . ~");
        }
    }

    /** {@return where it is called: {@code /.rpc.NAME}} */
    public String path() {
        return PREFIX + name;
    }
}
