package io.gyre.http;

/** Takes connections over from HTTP to speak another protocol on them: RFC 9110, section 7.8. */
@FunctionalInterface
public interface UpgradeHandler {
    /**
     * A client asks for another protocol. Called on the loop's thread. Either {@link UpgradeRequest#accept} or
     * {@link UpgradeRequest#refuse} must be called before this returns; otherwise the answer is 400.
     */
    void onUpgrade(UpgradeRequest request);
}
