package io.gyre.bench;

/** A peer did not do what it was started for. The message says which and how. */
final class PeerFailure extends Exception {
    private static final long serialVersionUID = 1L;

    PeerFailure(String message) {
        super(message);
    }
}
