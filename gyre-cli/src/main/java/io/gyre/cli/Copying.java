package io.gyre.cli;

import java.io.IOException;

/** A copy of one descriptor to another that is under way. */
sealed interface Copying permits Copy, FileCopy {
    /** Begins. */
    Copying start();

    /** {@return whether it has ended, well or not} */
    boolean isDone();

    /** Told how a copy ended. */
    interface CopyListener {
        void onEnd();

        void onFailure(IOException failure);
    }
}
