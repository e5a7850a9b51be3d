package io.gyre.tls;

import static io.gyre.tls.TlsState.ACCEPTING;
import static io.gyre.tls.TlsState.CLOSED;
import static io.gyre.tls.TlsState.CLOSE_RECEIVED;
import static io.gyre.tls.TlsState.CLOSE_SENT;
import static io.gyre.tls.TlsState.CONNECTING;
import static io.gyre.tls.TlsState.FAILED;
import static io.gyre.tls.TlsState.OPEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TlsStateTest {
    /** For each state what HANDSHAKEN, CLOSE_SENT, CLOSE_RECEIVED and BROKEN lead to. */
    private static final Map<TlsState, List<TlsState>> TABLE = Map.of(
            CONNECTING, List.of(OPEN, CONNECTING, FAILED, FAILED),
            ACCEPTING, List.of(OPEN, ACCEPTING, FAILED, FAILED),
            OPEN, List.of(OPEN, CLOSE_SENT, CLOSE_RECEIVED, FAILED),
            CLOSE_SENT, List.of(CLOSE_SENT, CLOSE_SENT, CLOSED, FAILED),
            CLOSE_RECEIVED, List.of(CLOSE_RECEIVED, CLOSED, CLOSE_RECEIVED, FAILED),
            CLOSED, List.of(CLOSED, CLOSED, CLOSED, CLOSED),
            FAILED, List.of(FAILED, FAILED, FAILED, FAILED));

    @ParameterizedTest
    @EnumSource
    void everyStepFromEveryStateLeadsWhereTheTableSays(TlsState from) {
        List<TlsState> expected = TABLE.getOrDefault(from, List.of());
        List<TlsState> found =
                Arrays.stream(TlsState.Step.values()).map(from::after).toList();
        assertEquals(expected, found);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONNECTING", "ACCEPTING", "CLOSED", "FAILED"})
    void noDataMovesOutsideOfAnOpenConnection(TlsState state) {
        assertFalse(state.mayReceive());
        assertFalse(state.maySend());
    }
}
