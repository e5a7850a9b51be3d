package io.gyre.conformance;

import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Waits for what the kernel does by itself and soon, such as a handshake over the loopback interface. */
final class Spin {
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(20);

    private Spin() {}

    /** What is asked over and over. */
    interface Question<T, E extends Exception> {
        T ask() throws E;
    }

    /** {@return the first answer that will do} */
    static <T, E extends Exception> T until(Question<T, E> question, Predicate<? super T> willDo) throws E {
        long start = System.nanoTime();
        T answer = question.ask();
        while (!willDo.test(answer)) {
            if (System.nanoTime() - start > LIMIT) {
                throw new AssertionError("still " + answer);
            }
            Thread.onSpinWait();
            answer = question.ask();
        }
        return answer;
    }
}
