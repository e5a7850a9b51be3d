package io.gyre.rpc.compiler;

import io.gyre.rpc.compiler.MemberType.FixedBytes;
import io.gyre.rpc.compiler.MemberType.Int;
import io.gyre.rpc.compiler.MemberType.Int64;
import io.gyre.rpc.compiler.MemberType.Nested;
import io.gyre.rpc.compiler.MemberType.Text;
import io.gyre.rpc.compiler.MemberType.VariableBytes;

/**
 * A member as Java has it.
 *
 * @param name in Java
 * @param bit which number it has among those that may be there once, -1 for an array
 */
record Field(Member member, String name, int bit) {
    private static final int BITS = Long.SIZE;

    /** {@return what the record's component is} */
    String type() {
        return switch (member.quantity()) {
            case REQUIRED -> single();
            case OPTIONAL -> optional();
            case ARRAY -> "List<" + boxed() + ">";
        };
    }

    /** {@return what a value is} */
    String single() {
        return switch (member.type()) {
            case Int() -> "int";
            case Int64() -> "long";
            case Text() -> "String";
            case VariableBytes _, FixedBytes _ -> "Bytes";
            case Nested nested -> Names.type(nested.name());
        };
    }

    /** {@return the same as an object} */
    String boxed() {
        return switch (member.type()) {
            case Int() -> "Integer";
            case Int64() -> "Long";
            default -> single();
        };
    }

    boolean isPrimitive() {
        return !single().equals(boxed());
    }

    /** {@return the class of an optional value, without its parameter} */
    String optionalClass() {
        return switch (member.type()) {
            case Int() -> "OptionalInt";
            case Int64() -> "OptionalLong";
            default -> "Optional";
        };
    }

    private String optional() {
        return isPrimitive() ? optionalClass() : "Optional<" + single() + ">";
    }

    /** {@return what gets the value of an optional that is there} */
    String optionalGetter() {
        return switch (member.type()) {
            case Int() -> "getAsInt";
            case Int64() -> "getAsLong";
            default -> "get";
        };
    }

    /** {@return the end of the name of what writes it: {@code putInt} or, for an array, {@code putInts}} */
    String put() {
        String kind = switch (member.type()) {
            case Int() -> "Int";
            case Int64() -> "Int64";
            case Text() -> "String";
            case VariableBytes _, FixedBytes _ -> "Bytes";
            case Nested _ -> "Message";
        };
        return "put" + kind + (member.isArray() ? "s" : "");
    }

    /** {@return the expression that reads a value} */
    String read() {
        return switch (member.type()) {
            case Int() -> "reader.int32()";
            case Int64() -> "reader.int64()";
            case Text() -> "reader.string()";
            case VariableBytes() -> "reader.bytes()";
            case FixedBytes(int length) -> "reader.bytes(" + length + ")";
            case Nested nested -> "reader.message(" + Names.type(nested.name()) + ".TYPE)";
        };
    }

    /** {@return what a variable holds before it is read} */
    String initial() {
        return switch (member.quantity()) {
            case ARRAY -> "Repeated.empty()";
            case OPTIONAL -> optionalClass() + ".empty()";
            case REQUIRED ->
                switch (member.type()) {
                    case Int(), Int64() -> "0";
                    case Text() -> "\"\"";
                    case VariableBytes _, FixedBytes _ -> "Bytes.EMPTY";
                    case Nested _ -> "null";
                };
        };
    }

    /** {@return the variable that has its bit} */
    String seen() {
        return seen(bit / BITS);
    }

    static String seen(int word) {
        return word == 0 ? "seen" : "seen" + (word + 1);
    }

    static int words(int bits) {
        return (bits + BITS - 1) / BITS;
    }

    int bitInWord() {
        return bit % BITS;
    }

    /** {@return the tag as Java writes it} */
    String tag() {
        return member.tag() >= 0 ? Integer.toString(member.tag()) : "0x" + Integer.toHexString(member.tag());
    }

    /** {@return what the member is, for a comment} */
    String described() {
        String kind = switch (member.type()) {
            case Int() -> "int, unsigned, of 32 bits";
            case Int64() -> "int64, unsigned, of 64 bits";
            case Text() -> "string";
            case VariableBytes() -> "bytes";
            case FixedBytes(int length) -> "bytes, exactly " + length;
            case Nested nested -> "struct " + nested.name();
        };
        String quantity = switch (member.quantity()) {
            case REQUIRED -> "";
            case OPTIONAL -> "optional ";
            case ARRAY -> "array of ";
        };
        return quantity + kind;
    }
}
