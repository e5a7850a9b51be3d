package io.gyre.http.websocket;

import io.gyre.buffer.EvBuffer;

/** Learns of what a {@link FrameParser} finds. */
interface FrameSink {
    /** A message is complete. What the sink leaves of it is dropped. */
    void onMessage(boolean text, EvBuffer message);

    void onPing(byte[] payload);

    void onPong(byte[] payload);

    /** The peer closes. {@code code} is {@link CloseCode#NONE} if it gave none. Nothing more is reported. */
    void onClose(int code, String reason);

    /** The peer broke a rule. Nothing more is reported. */
    void onRefused(int code, String why);
}
