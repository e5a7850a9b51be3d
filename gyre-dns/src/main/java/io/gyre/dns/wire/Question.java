package io.gyre.dns.wire;

/**
 * What is asked: {@code evdns_server_question}.
 *
 * @param name about which name
 * @param type for which kind of data
 * @param recordClass in which class
 */
public record Question(DnsName name, RecordType type, RecordClass recordClass) {
    /** {@return the question for one type in the class IN} */
    public static Question of(DnsName name, RecordType type) {
        return new Question(name, type, RecordClass.IN);
    }

    /** {@return whether the other question is the same, down to the case of the name} */
    public boolean equalsExactly(Question other) {
        return type.code() == other.type.code()
                && recordClass.code() == other.recordClass.code()
                && name.equalsExactly(other.name);
    }

    @Override
    public String toString() {
        return name + " " + recordClass + " " + type;
    }
}
