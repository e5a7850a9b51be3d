package io.gyre.http.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The content coding {@code gzip}: RFC 9110, section 8.4.1.3. */
final class Gzip {
    private Gzip() {}

    /** {@return whether an Accept-Encoding field takes it: RFC 9110, section 12.5.3} Who says nothing gets what everybody knows. */
    static boolean isAccepted(@Nullable String field) {
        if (field == null) {
            return false;
        }
        boolean others = false;
        for (String each : field.toLowerCase(Locale.ROOT).split(",", -1)) {
            int semicolon = each.indexOf(';');
            String coding = (semicolon < 0 ? each : each.substring(0, semicolon)).strip();
            boolean wanted =
                    semicolon < 0 || !isZero(each.substring(semicolon + 1).strip());
            if (coding.equals("gzip") || coding.equals("x-gzip")) {
                return wanted;
            }
            others |= coding.equals("*") && wanted;
        }
        return others;
    }

    /** {@return whether a weight is 0, or none, so that the coding is not wanted} */
    private static boolean isZero(String weight) {
        return !weight.matches("q=(0\\.\\d*[1-9]\\d*|1(\\.0*)?)");
    }

    static byte[] compress(byte[] plain) {
        var compressed = new ByteArrayOutputStream(plain.length / 2);
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return compressed.toByteArray();
    }
}
