package io.gyre.rpc.compiler;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks what a grammar cannot: that names and tags are there once, and that what is named exists. */
final class Checker {
    /** A constructor takes 255 parameters, where {@code this} is one and a long is two. */
    private static final int MOST_SLOTS = 254;

    private final Map<String, Struct> structs = new LinkedHashMap<>();

    private Checker() {}

    /** Checks files that make one package. */
    static void check(List<RpcFile> files) throws RpcSyntaxException {
        var checker = new Checker();
        checker.collect(files);
        for (Struct struct : checker.structs.values()) {
            checker.members(struct);
        }
        for (Struct struct : checker.structs.values()) {
            checker.needsItself(struct, struct, new HashSet<>());
        }
    }

    private void collect(List<RpcFile> files) throws RpcSyntaxException {
        var classes = new HashMap<String, Struct>();
        for (RpcFile file : files) {
            for (Struct struct : file.structs()) {
                Struct other = classes.putIfAbsent(Names.type(struct.name()), struct);
                if (other != null) {
                    throw struct.place()
                            .error("the struct " + struct.name() + " would be the class " + Names.type(struct.name())
                                    + ", as the struct " + other.name() + " at " + other.place() + " is");
                }
                structs.put(struct.name(), struct);
            }
        }
    }

    private void members(Struct struct) throws RpcSyntaxException {
        var tags = new HashMap<Integer, Member>();
        var names = new HashMap<String, Member>();
        int slots = 0;
        for (Member member : struct.members()) {
            Member same = tags.putIfAbsent(member.tag(), member);
            if (same != null) {
                throw member.place()
                        .error("the tag " + Integer.toUnsignedString(member.tag()) + " of " + member.name()
                                + " is that of " + same.name() + " at " + same.place());
            }
            String name = Names.member(struct, member);
            Member other = names.putIfAbsent(name, member);
            if (other != null) {
                throw member.place()
                        .error("the member " + member.name() + " would be " + name + " in Java, as " + other.name()
                                + " at " + other.place() + " is");
            }
            if (member.type() instanceof MemberType.Nested nested && !structs.containsKey(nested.name())) {
                throw nested.place()
                        .error("there is no struct " + nested.name()
                                + ": define it, or #include the .rpc file that does");
            }
            slots += member.isRequired() && member.type() instanceof MemberType.Int64 ? 2 : 1;
        }
        if (slots > MOST_SLOTS) {
            throw struct.place()
                    .error("the struct " + struct.name() + " has more members than a record can have, which is "
                            + MOST_SLOTS + ", where an int64 that is required counts as two");
        }
    }

    /** A struct that must have one of its own kind in it would have no end. */
    private void needsItself(Struct start, Struct at, Set<Struct> passed) throws RpcSyntaxException {
        if (!passed.add(at)) {
            return;
        }
        for (Member member : at.members()) {
            if (member.isRequired() && member.type() instanceof MemberType.Nested nested) {
                Struct inner = structs.get(nested.name());
                if (start.equals(inner)) {
                    throw nested.place()
                            .error("a struct " + start.name()
                                    + " could never be complete, for it must have another: make " + member.name()
                                    + " optional");
                }
                if (inner != null) {
                    needsItself(start, inner, passed);
                }
            }
        }
    }
}
