package io.gyre.http.server;

/** What there is at a path. */
sealed interface Found {
    /** A file. */
    record File(ServedFile file) implements Found {}

    /** A folder whose path lacks the slash at its end. */
    record Folder() implements Found {}

    /** The page of a folder. */
    record Page(String html) implements Found {}

    /** Nothing that may be shown, and the status that says so. */
    record Nothing(int status) implements Found {}
}
