package io.gyre.conformance.event;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.PairBufferEvent;

/** Sits between the two ends of a TLS connection and passes records on when it is told to, those of the client first. */
final class RecordRelay {
    private static final int HEADER = 5;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;

    private final PairBufferEvent nearClient;
    private final PairBufferEvent nearServer;

    /** Whether handshakes of this direction are encrypted, as they are after a change_cipher_spec. */
    private boolean clientEncrypts;

    private boolean serverEncrypts;

    RecordRelay(PairBufferEvent nearClient, PairBufferEvent nearServer) {
        this.nearClient = nearClient;
        this.nearServer = nearServer;
        nearClient.enable(TlsSuite.BOTH);
        nearServer.enable(TlsSuite.BOTH);
    }

    PairBufferEvent nearClient() {
        return nearClient;
    }

    PairBufferEvent nearServer() {
        return nearServer;
    }

    boolean isEmpty() {
        return nearClient.input().isEmpty() && nearServer.input().isEmpty();
    }

    /** Passes one record on. {@return who sent it and what it was; only its type where it is encrypted} */
    String passOne() {
        boolean client = !nearClient.input().isEmpty();
        EvBuffer from = client ? nearClient.input() : nearServer.input();
        String name = (client ? "client: " : "server: ") + name(from, client);
        from.removeBuffer(client ? nearServer.output() : nearClient.output(), length(from));
        return name;
    }

    /** Passes on the first half of the next record. */
    void passHalf() {
        boolean client = !nearClient.input().isEmpty();
        EvBuffer from = client ? nearClient.input() : nearServer.input();
        from.removeBuffer(client ? nearServer.output() : nearClient.output(), length(from) / 2);
    }

    private static int length(EvBuffer records) {
        return HEADER + (records.byteAt(3) << 8 | records.byteAt(4));
    }

    private String name(EvBuffer records, boolean client) {
        return switch (records.byteAt(0)) {
            case CHANGE_CIPHER_SPEC -> {
                clientEncrypts |= client;
                serverEncrypts |= !client;
                yield "change_cipher_spec";
            }
            case ALERT -> "alert";
            case HANDSHAKE ->
                (client ? clientEncrypts : serverEncrypts) ? "finished" : handshake(records.byteAt(HEADER));
            default -> "encrypted";
        };
    }

    private static String handshake(int type) {
        return switch (type) {
            case 1 -> "client_hello";
            case 2 -> "server_hello";
            case 4 -> "new_session_ticket";
            case 11 -> "certificate";
            case 12 -> "server_key_exchange";
            case 14 -> "server_hello_done";
            case 16 -> "client_key_exchange";
            default -> "handshake " + type;
        };
    }
}
