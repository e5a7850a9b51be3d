package io.gyre;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTest {
    private final List<String> messages = new ArrayList<>();

    @BeforeEach
    void collect() {
        Log.onMessage((severity, message) -> messages.add(severity + " " + message));
    }

    @AfterEach
    void restore() {
        Log.onMessage(null);
        Log.enableDebug(Log.DBG_NONE);
        Fatal.onFatal(null);
    }

    // S-008
    @ParameterizedTest
    @CsvSource({"DEBUG, 0", "MSG, 1", "WARN, 2", "ERR, 3"})
    void severitiesHaveTheNumbersOfLibevent(Severity severity, int value) {
        assertEquals(value, severity.value());
        assertEquals(4, Severity.values().length);
    }

    // S-008, R-163
    @Test
    void messagesArriveWithTheirSeverityAndExactText() {
        Log.msg("hello 100%");
        Log.warn("odd");
        assertEquals(List.of("MSG hello 100%", "WARN odd"), messages);
    }

    //
    @Test
    void theReasonIsAppendedAfterAColon() {
        Log.warn("cannot read", "Connection reset by peer");
        Log.warn("cannot write", new IllegalStateException("closed"));
        assertEquals(
                List.of(
                        "WARN cannot read: Connection reset by peer",
                        "WARN cannot write: java.lang.IllegalStateException: closed"),
                messages);
    }

    // S-009
    @Test
    void debugMessagesAreNotEvenMadeUnlessWanted() {
        Supplier<String> never = () -> {
            throw new AssertionError("made");
        };
        Log.debug(never);
        assertFalse(Log.debugging());
        Log.enableDebug(Log.DBG_ALL);
        assertTrue(Log.debugging());
        Log.debug(() -> "seen");
        Log.enableDebug(Log.DBG_NONE);
        Log.debug(never);
        assertEquals(List.of("DEBUG seen"), messages);
    }

    // S-009
    @Test
    void theMasksAreThoseOfLibevent() {
        assertEquals(0, Log.DBG_NONE);
        assertEquals(0xffffffff, Log.DBG_ALL);
    }

    // S-010, R-163
    @ParameterizedTest
    @ValueSource(ints = {2, 5, 20})
    void aFatalErrorIsLoggedThenToldThenThrown(int code) {
        Fatal.onFatal(told -> messages.add("fatal " + told));
        GyreFatalError error =
                assertThrows(GyreFatalError.class, () -> Log.err(code, "no timers", "Cannot allocate memory"));
        assertEquals(List.of("ERR no timers: Cannot allocate memory", "fatal " + code), messages);
        assertEquals(code, error.code());
        assertEquals("no timers: Cannot allocate memory", error.getMessage());
    }

    // S-010
    @Test
    void aFatalErrorIsThrownEvenIfNobodyIsTold() {
        assertEquals(
                7, assertThrows(GyreFatalError.class, () -> Log.err(7, "lost")).code());
        assertEquals(List.of("ERR lost"), messages);
    }

    @Test
    void whatAFatalCallbackThrowsDoesNotHideTheError() {
        var exit = new IllegalStateException("exit");
        Fatal.onFatal(code -> {
            throw exit;
        });
        GyreFatalError error = assertThrows(GyreFatalError.class, () -> Log.err(1, "lost"));
        assertSame(exit, error.getSuppressed()[0]);
    }

    @Test
    void anUncaughtExceptionReachesACallbackThatWantsIt() {
        var causes = new ArrayList<@Nullable Throwable>();
        Log.onMessage(new LogCallback() {
            @Override
            public void onMessage(Severity severity, String message) {
                messages.add(severity + " " + message);
            }

            @Override
            public void onMessage(Severity severity, String message, @Nullable Throwable cause) {
                onMessage(severity, message);
                causes.add(cause);
            }
        });
        var thrown = new IllegalStateException("boom");
        Log.uncaught("callback of event 5", thrown);
        assertEquals(List.of("ERR callback of event 5: java.lang.IllegalStateException: boom"), messages);
        assertEquals(List.of(thrown), causes);
    }

    @Test
    void aMessageIsNoLongerThanTheBufferOfLibevent() {
        Log.warn("x".repeat(2000), "reason");
        Log.warn("x".repeat(1022) + "\ud83d\ude00");
        assertEquals("WARN " + "x".repeat(1023), messages.get(0));
        assertEquals("WARN " + "x".repeat(1022), messages.get(1), "half a character at the end");
    }

    @Test
    void aCallbackThatThrowsDoesNotBreakTheCaller() {
        Log.onMessage((severity, message) -> {
            throw new AssertionError("from the callback that this test made fail on purpose");
        });
        Log.msg("a message of a test");
        collect();
        Log.msg("next");
        assertEquals(List.of("MSG next"), messages);
    }

    @Test
    void aCallbackThatLogsIsNotCalledAgain() {
        Log.onMessage((severity, message) -> {
            messages.add(message);
            Log.msg("a message of a test, logged from within its callback");
        });
        Log.msg("first");
        Log.msg("second");
        assertEquals(List.of("first", "second"), messages);
    }

    @ParameterizedTest
    @CsvSource({"DEBUG, DEBUG", "MSG, INFO", "WARN, WARNING", "ERR, ERROR"})
    void theSystemLoggerGetsTheLevelNextTo(Severity severity, System.Logger.Level level) {
        assertSame(level, SystemLogCallback.level(severity));
    }
}
