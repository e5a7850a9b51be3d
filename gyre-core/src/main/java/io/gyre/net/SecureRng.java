package io.gyre.net;

import java.security.SecureRandom;
import java.util.Objects;

/**
 * Bytes that nobody can foresee: {@code evutil_secure_rng_get_bytes}. Wraps a {@link SecureRandom}, which the operating
 * system seeds, and may be used from any thread. An instance is cheap: the JDK's native generators share their state.
 *
 * <p>There is no {@code evutil_secure_rng_set_urandom_device_file}: the JDK chooses the device, and its
 * security property {@code securerandom.source} moves it.
 */
public final class SecureRng {
    private final SecureRandom source;

    /**
     * Makes a generator over the JDK's preferred {@link SecureRandom}. Nothing is read from the system until first
     * use.
     */
    public SecureRng() {
        this(new SecureRandom());
    }

    /**
     * Makes a generator over another source, such as a certified provider's.
     *
     * @param source gives the bytes; borrowed, and the caller may go on using it
     */
    public SecureRng(SecureRandom source) {
        this.source = source;
    }

    /**
     * Seeds the generator now rather than at first use: {@code evutil_secure_rng_init}. May be repeated. Call it
     * before a process gives up its access to the file system.
     *
     * @throws java.security.ProviderException if the system has no entropy to give; libevent returns -1
     */
    public void init() {
        // A generator seeds itself for its first bytes, unless setSeed came before: then SHA1PRNG would never do so.
        source.nextBytes(new byte[1]);
    }

    /**
     * Fills a whole array with random bytes.
     *
     * @param into receives them
     */
    public void fill(byte[] into) {
        source.nextBytes(into);
    }

    /**
     * Fills part of an array with random bytes and leaves the rest as it is.
     *
     * @param into receives them
     * @param offset where to begin
     * @param length how many
     * @throws IndexOutOfBoundsException if the range leaves the array
     */
    public void fill(byte[] into, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.length);
        byte[] bytes = new byte[length];
        source.nextBytes(bytes);
        System.arraycopy(bytes, 0, into, offset, length);
    }

    /**
     * Mixes in entropy from elsewhere: {@code evutil_secure_rng_add_bytes}. It adds to the system's and never
     * replaces it, so that known bytes do no harm.
     *
     * @param entropy anything hard to guess; read during the call only
     */
    public void addBytes(byte[] entropy) {
        init();
        source.setSeed(entropy);
    }
}
