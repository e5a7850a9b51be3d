package io.gyre.dns.wire;

/**
 * The class of a record or question, which is IN but for curiosities.
 *
 * @param code IANA's number
 */
public record RecordClass(int code) {
    /** The Internet: {@code EVDNS_CLASS_INET}. */
    public static final RecordClass IN = new RecordClass(1);
    /** Chaos, in which some servers tell about themselves. */
    public static final RecordClass CH = new RecordClass(3);
    /** In questions only: whatever there is. */
    public static final RecordClass ANY = new RecordClass(255);

    /** Checks the number. */
    public RecordClass {
        if (code < 0 || code > 0xffff) {
            throw new IllegalArgumentException("a class lies between 0 and 65535, but " + code + " was given");
        }
    }

    /** {@return the class with a number} */
    public static RecordClass of(int code) {
        return code == 1 ? IN : new RecordClass(code);
    }

    @Override
    public String toString() {
        return switch (code) {
            case 1 -> "IN";
            case 3 -> "CH";
            case 255 -> "ANY";
            default -> "CLASS" + code;
        };
    }
}
