package io.gyre.net;

/** Picks the platform of this process once. */
final class Platforms {
    static final Platform SYSTEM = named(System.getProperty("gyre.platform", automatic()));

    private Platforms() {}

    private static String automatic() {
        return System.getProperty("os.name").equals("Linux") ? "posix" : "nio";
    }

    static Platform named(String name) {
        return switch (name) {
            case "posix" -> Posix.INSTANCE;
            case "nio" -> NioPlatform.INSTANCE;
            default ->
                throw new IllegalArgumentException(
                        "no platform is called '" + name + "': -Dgyre.platform takes posix or nio");
        };
    }

    /** Linked only when asked for, so that the nio platform works without native access. */
    private static final class Posix {
        static final Platform INSTANCE = new PosixPlatform();
    }
}
