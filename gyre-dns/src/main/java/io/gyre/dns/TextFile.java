package io.gyre.dns;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of the system: not long, and in ASCII where it counts. */
final class TextFile {
    private TextFile() {}

    /** The file is longer than is sensible. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;

        TooLong(Path file, int most) {
            super(file + " is longer than " + most + " bytes");
        }
    }

    static String read(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new TooLong(file, most);
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
