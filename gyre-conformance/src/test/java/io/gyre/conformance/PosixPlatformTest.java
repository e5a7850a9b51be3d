package io.gyre.conformance;

import io.gyre.net.Platform;

/** The contract on the kernel's own calls. */
@Tally("platform posix")
class PosixPlatformTest extends PlatformContract {
    @Override
    public Platform platform() {
        return Platform.named("posix");
    }
}
