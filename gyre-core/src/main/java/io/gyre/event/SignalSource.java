package io.gyre.event;

/** Where a base takes signals from. Called with the base's lock held. */
interface SignalSource {
    /** {@return what {@code event_base_get_signal_method} would say} */
    String method();

    /** Begins to tell {@code sink} of {@code signal}; throws IllegalArgumentException with the reason if that cannot be. */
    void watch(Signal signal, SignalSink sink);

    /** Stops telling. */
    void unwatch(Signal signal, SignalSink sink);

    /** The JVM's own signal handling, shared by all bases. */
    SignalSource HANDLERS = new SignalSource() {
        @Override
        public String method() {
            return "signal";
        }

        @Override
        public void watch(Signal signal, SignalSink sink) {
            SignalRelay.register(signal, sink);
        }

        @Override
        public void unwatch(Signal signal, SignalSink sink) {
            SignalRelay.unregister(signal, sink);
        }
    };
}
