package io.gyre.dns.wire;

/**
 * What a message is about.
 *
 * @param code IANA's number
 */
public record Opcode(int code) {
    /** A question, and what answers it. */
    public static final Opcode QUERY = new Opcode(0);
    /** An inverse question, which is obsolete (RFC 3425). */
    public static final Opcode IQUERY = new Opcode(1);
    /** A zone has changed. */
    public static final Opcode NOTIFY = new Opcode(4);
    /** A zone is to be changed. */
    public static final Opcode UPDATE = new Opcode(5);

    /** Checks the number. */
    public Opcode {
        if (code < 0 || code > 15) {
            throw new IllegalArgumentException("an opcode lies between 0 and 15, but " + code + " was given");
        }
    }

    /** {@return the opcode with a number} */
    public static Opcode of(int code) {
        return code == 0 ? QUERY : new Opcode(code);
    }

    @Override
    public String toString() {
        return switch (code) {
            case 0 -> "QUERY";
            case 1 -> "IQUERY";
            case 4 -> "NOTIFY";
            case 5 -> "UPDATE";
            default -> "OPCODE" + code;
        };
    }
}
