package io.gyre.event;

/** Takes note of a signal that has arrived. From any thread. */
interface SignalSink {
    void arrived(int signal);
}
