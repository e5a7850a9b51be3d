package io.gyre.conformance;

import io.gyre.net.Platform;

/** The contract on NIO channels. */
@Tally("platform nio")
class NioPlatformTest extends PlatformContract {
    @Override
    public Platform platform() {
        return Platform.named("nio");
    }
}
