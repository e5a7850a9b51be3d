package io.gyre.rpc.compiler;

/** What a member of a struct holds. */
sealed interface MemberType {
    /** {@code int}: 32 bits. */
    record Int() implements MemberType {}

    /** {@code int64}. */
    record Int64() implements MemberType {}

    /** {@code string}. */
    record Text() implements MemberType {}

    /** {@code bytes}, as many as there are. */
    record VariableBytes() implements MemberType {}

    /** {@code bytes NAME[length]}. */
    record FixedBytes(int length) implements MemberType {}

    /** <code>struct[name]</code>. */
    record Nested(String name, Place place) implements MemberType {}
}
