package io.gyre.internal.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.internal.ffi.SysEvent.Dialect;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layouts of {@code struct kevent}, against C structs that are declared as the systems' manuals declare them. */
class SysEventTest {
    @ParameterizedTest
    @CsvSource({"Mac OS X, ''", "Linux, ''", "FreeBSD, 'unsigned long long ext[4];'"})
    void aKeventIsLaidOutAsTheManualSays(String system, String more) throws Exception {
        String layout = CProbe.run("""
            #pragma pack(%d)
            struct kevent { unsigned long ident; short filter; unsigned short flags; unsigned fflags;
                            long data; void *udata; %s };
            printf("%%zu %%zu %%zu %%zu %%zu %%zu %%zu\\n", sizeof(struct kevent), offsetof(struct kevent, ident),
                   offsetof(struct kevent, filter), offsetof(struct kevent, flags), offsetof(struct kevent, fflags),
                   offsetof(struct kevent, data), offsetof(struct kevent, udata));
            """.formatted(system.equals("Mac OS X") ? 4 : 8, more));
        Dialect dialect = Dialect.of(system).orElseThrow();
        assertEquals(
                "%d %d %d %d %d %d %d"
                        .formatted(
                                dialect.size(),
                                SysEvent.KEVENT_IDENT,
                                SysEvent.KEVENT_FILTER,
                                SysEvent.KEVENT_FLAGS,
                                SysEvent.KEVENT_FFLAGS,
                                SysEvent.KEVENT_DATA,
                                SysEvent.KEVENT_UDATA),
                layout.strip());
    }

    @Test
    void theUserFilterIsAnotherOnMacOs() {
        assertEquals(
                List.of(-10, -11, -11),
                List.of("Mac OS X", "FreeBSD", "Linux").stream()
                        .map(system -> (int) Dialect.of(system).orElseThrow().userFilter())
                        .toList());
    }

    @Test
    void aSystemThatNobodyHasLookedAtIsRefused() {
        assertEquals(Optional.empty(), Dialect.of("NetBSD"));
        assertTrue(Dialect.of("SunOS").isEmpty());
    }
}
