package io.gyre.rpc.compiler;

/**
 * A member of a struct.
 *
 * @param tag unsigned
 */
record Member(String name, MemberType type, Quantity quantity, int tag, Place place) {
    enum Quantity {
        REQUIRED,
        OPTIONAL,
        ARRAY
    }

    boolean isRequired() {
        return quantity == Quantity.REQUIRED;
    }

    boolean isArray() {
        return quantity == Quantity.ARRAY;
    }
}
