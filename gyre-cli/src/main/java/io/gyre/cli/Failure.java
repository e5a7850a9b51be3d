package io.gyre.cli;

import java.io.Serial;

/** Something that the user can mend. Its message is all that they see, on one line; the status is 2. */
final class Failure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    Failure(String message) {
        super(message);
    }
}
