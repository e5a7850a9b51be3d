package io.gyre;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of the library that runs. Both forms come from one place, so they always agree; they may be asked for
 * from any thread.
 */
public final class GyreVersion {
    private static final String TEXT = read();
    private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)");

    private GyreVersion() {}

    /** {@return the version as text, such as {@code 0.1.0-SNAPSHOT}} This is libevent's {@code event_get_version}. */
    public static String text() {
        return TEXT;
    }

    /**
     * {@return the version as a number that can be compared} Major, minor and patch have a byte each, highest first,
     * and the lowest byte is 0: 2.0.3 is {@code 0x02000300}. This is libevent's {@code event_get_version_number}.
     */
    public static int number() {
        return numberOf(TEXT);
    }

    static int numberOf(String version) {
        Matcher numbers = NUMBERS.matcher(version);
        if (!numbers.lookingAt()) {
            throw new IllegalArgumentException("A version starts with three numbers, not like " + version);
        }
        return part(numbers, 1) << 24 | part(numbers, 2) << 16 | part(numbers, 3) << 8;
    }

    private static int part(Matcher numbers, int group) {
        int part = Integer.parseInt(numbers.group(group));
        if (part > 255) {
            throw new IllegalArgumentException("A part of a version fits a byte, but there is " + part);
        }
        return part;
    }

    /** The build fills this file in, because a module's own version is lost to those who run on the class path. */
    private static String read() {
        try (InputStream file = GyreVersion.class.getResourceAsStream("version.txt")) {
            if (file == null) {
                throw new IllegalStateException("version.txt is missing beside " + GyreVersion.class.getName());
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
