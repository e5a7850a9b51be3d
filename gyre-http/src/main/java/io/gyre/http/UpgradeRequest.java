package io.gyre.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that offers another protocol, as far as {@link UpgradeHandler} needs to know it. Valid during its call. */
public interface UpgradeRequest {
    /** {@return the method} */
    String method();

    /** {@return the target as it was sent} */
    String target();

    /** {@return the digit after the dot of the version} */
    int minorVersion();

    /** {@return the value of the first header of that name, or null} */
    @Nullable
    String header(String name);

    /** {@return the values of all headers of that name, in order} */
    List<String> all(String name);

    /** {@return whether headers of that name, which hold lists, have a token in any of them} Without regard to case. */
    boolean lists(String name, String token);

    /**
     * Answers {@code 101 Switching Protocols} and gives the connection away.
     *
     * @param headers to go with the answer; Connection is added
     * @return the connection: the caller's from now on, to be closed by it
     */
    UpgradedConnection accept(Headers headers);

    /** Answers with an error. */
    void refuse(int status, Headers headers);
}
