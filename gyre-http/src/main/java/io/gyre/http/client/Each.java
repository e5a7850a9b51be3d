package io.gyre.http.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** So that what is thrown for one does not keep others from what they are owed: the end of a call, above all. */
final class Each {
    private Each() {}

    /** Does something to all that are there now. What was thrown first is thrown at the end, with the rest in it. */
    static <T> void of(Collection<T> all, Consumer<? super T> action) {
        Throwable first = null;
        for (T each : new ArrayList<>(all)) {
            try {
                action.accept(each);
            } catch (RuntimeException | Error thrown) {
                first = join(first, thrown);
            }
        }
        switch (first) {
            case RuntimeException thrown -> throw thrown;
            case Error fatal -> throw fatal;
            case null, default -> {}
        }
    }

    private static Throwable join(@Nullable Throwable first, Throwable next) {
        if (first == null) {
            return next;
        }
        if (!first.equals(next)) {
            first.addSuppressed(next);
        }
        return first;
    }
}
