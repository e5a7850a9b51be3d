package io.gyre.rpc;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.http.Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call, on either side, as hooks see it: {@code evrpc_req_generic} and {@code evrpc_request_wrapper}. For the loop's thread, but for {@link #resume}. */
public sealed interface RpcContext permits HookedCall {
    /** {@return the method's name} */
    String method();

    /** {@return what hooks keep for each other, as long as the call lasts: {@code evrpc_hook_add_meta} and {@code evrpc_hook_find_meta}} */
    Map<String, Object> metadata();

    /** {@return the headers of the request} Changes are seen by who comes after. */
    Headers requestHeaders();

    /** {@return the headers of the response; none yet if it is not there} Changes are seen by who comes after. */
    Headers responseHeaders();

    /** {@return the transport of the connection, null if there is none: {@code evrpc_hook_get_connection}} */
    @Nullable
    BufferEvent transport();

    /**
     * Goes on with a call that a hook paused, with the hooks after that one: {@code evrpc_resume_request}. From any thread.
     *
     * @param result CONTINUE or TERMINATE
     */
    void resume(HookResult result);

    /** {@return whether a hook paused the call, and nobody has resumed it yet} */
    boolean isPaused();
}
