package io.gyre.testing;

/**
 * A descriptor that is open on a {@link SimulatedPlatform}.
 *
 * @param number the descriptor
 * @param what what it stands for, in words
 */
public record OpenDescriptor(int number, String what) {
    @Override
    public String toString() {
        return "fd " + number + ": " + what;
    }
}
