package io.gyre.rpc;

/** When a hook is called: {@code EVRPC_HOOK_TYPE}. */
public enum HookPosition {
    /** After a message came and before it is read: {@code EVRPC_INPUT}. */
    INPUT,
    /** After a message was written and before it is sent: {@code EVRPC_OUTPUT}. */
    OUTPUT
}
