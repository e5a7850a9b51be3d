package io.gyre.backend;

/** What a descriptor is watched for, or found ready for, as bits. They equal libevent's {@code EV_*}. */
public final class Interest {
    /** Data can be read, a connection accepted, or the end or an error waits to be read. */
    public static final int READ = 0x02;
    /** Data can be written, or a connection attempt has ended. */
    public static final int WRITE = 0x04;
    /** Report changes rather than states; a mechanism without {@link BackendFeature#ET} never sees it. */
    public static final int ET = 0x20;
    /** The peer has closed its side, known before the data it sent are read: {@link BackendFeature#EARLY_CLOSE}. */
    public static final int CLOSED = 0x80;
    /** What can be ready. */
    public static final int CONDITIONS = READ | WRITE | CLOSED;

    private Interest() {}
}
