package io.gyre.http;

import io.gyre.buffer.EvBuffer;

/** Learns of the parts of multipart content, in their order. */
public interface MultipartSink {
    /** A part begins, whose headers are all there. */
    void onPart(Part part);

    /**
     * Content of the part is at hand.
     *
     * @param in whose front it is; take it from there, and nothing behind it
     * @param available how much, at least 1
     * @return how much was taken. If it is less than all, the parser stops until it is called again.
     */
    long onContent(EvBuffer in, long available);

    /** The part is complete. */
    void onPartEnd();

    /** All parts are there. What follows is thrown away. */
    void onEnd();

    /** What came is no multipart content, or goes beyond a limit. Nothing more will be reported. */
    void onRefused(String why);
}
