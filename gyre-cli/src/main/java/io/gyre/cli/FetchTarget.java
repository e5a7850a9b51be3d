package io.gyre.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where what is fetched goes: to standard output, or to a file that has its name only once all is there. A file that may be resumed is
 * kept beside it as {@code FILE.part}, with what it is a part of in {@code FILE.part.from}.
 */
final class FetchTarget implements AutoCloseable {
    private final @Nullable Path file;
    private final Path part;
    private final Path from;
    private final boolean resumes;
    private @Nullable OutputStream out;
    private @Nullable String validator;
    private boolean keeps;

    FetchTarget(@Nullable Path file, boolean resumes) {
        this.file = file;
        this.resumes = resumes;
        String name = file == null ? "" : file.toAbsolutePath().toString();
        String suffix = resumes ? ".part" : ".part-" + ProcessHandle.current().pid();
        part = Path.of(name + suffix);
        from = Path.of(name + suffix + ".from");
    }

    boolean isFile() {
        return file != null;
    }

    /** {@return what a part that is there already is a part of: an ETag or a date; null if there is none, or of something else} */
    @Nullable
    String resumable(String url) throws IOException {
        if (!resumes || !Files.isRegularFile(part) || !Files.isRegularFile(from)) {
            return null;
        }
        List<String> lines = Files.readAllLines(from);
        return lines.size() == 2 && lines.getFirst().equals(url) && length() > 0 ? lines.getLast() : null;
    }

    long length() throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    /** Begins to write, behind what is there already or anew. */
    void open(boolean append, String url, @Nullable String validates) throws IOException {
        if (file == null) {
            out = new FileOutputStream(FileDescriptor.out);
            return;
        }
        validator = validates;
        if (append) {
            out = Files.newOutputStream(part, StandardOpenOption.APPEND);
        } else {
            Files.deleteIfExists(from);
            out = Files.newOutputStream(part);
            if (resumes && validates != null) {
                Files.write(from, List.of(url, validates));
            }
        }
        keeps = resumes && validates != null;
    }

    boolean isOpen() {
        return out != null;
    }

    void write(byte[] bytes, int count) throws IOException {
        if (out != null) {
            out.write(bytes, 0, count);
        }
    }

    /** Gives the file its name. */
    void complete() throws IOException {
        end();
        if (file != null) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(from);
        }
    }

    /** {@return whether a part is left that may be resumed} */
    boolean isKept() {
        return keeps && validator != null;
    }

    private void end() throws IOException {
        if (out != null && file != null) {
            out.close();
        }
        out = null;
    }

    /** Leaves nothing but a part that may be resumed. */
    @Override
    public void close() throws IOException {
        boolean begun = out != null;
        end();
        if (begun && !keeps && file != null) {
            Files.deleteIfExists(part);
            Files.deleteIfExists(from);
        }
    }
}
