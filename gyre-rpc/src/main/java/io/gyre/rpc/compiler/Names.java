package io.gyre.rpc.compiler;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import javax.lang.model.SourceVersion;

/** Java's names for those of C: {@code from_name} is {@code fromName}, and a struct {@code kv_pair} is {@code KvPair}. */
final class Names {
    /** What a record or its builder has already, and what the generated methods call their own variables. */
    private static final Set<String> TAKEN_MEMBERS = Set.of(
            "build",
            "builder",
            "clone",
            "equals",
            "finalize",
            "getClass",
            "hashCode",
            "isComplete",
            "marshal",
            "missing",
            "notify",
            "notifyAll",
            "parse",
            "reader",
            "seen",
            "toBuilder",
            "toString",
            "wait",
            "writeTo",
            "writer");

    private static final Set<String> TAKEN_TYPES = Set.of(
            "ArrayList",
            "Builder",
            "Bytes",
            "Collection",
            "IllegalStateException",
            "Integer",
            "List",
            "Long",
            "MalformedTagException",
            "MessageBuilder",
            "MessageType",
            "Objects",
            "Object",
            "Optional",
            "OptionalInt",
            "OptionalLong",
            "Override",
            "Record",
            "Repeated",
            "String",
            "TagReader",
            "TagWriter",
            "TaggedMessage");

    private Names() {}

    static String type(String name) {
        String pascal = joined(name, true);
        return TAKEN_TYPES.contains(pascal) || !SourceVersion.isName(pascal) ? pascal + "_" : pascal;
    }

    /** {@return the name of a member in {@code of}} */
    static String member(Struct of, Member member) {
        String camel = joined(member.name(), false);
        boolean taken = TAKEN_MEMBERS.contains(camel)
                || camel.matches("seen\\d+")
                || SourceVersion.isKeyword(camel, SourceVersion.latest())
                || !SourceVersion.isIdentifier(camel);
        return taken || adders(of).contains(camel) ? camel + "_" : camel;
    }

    private static Set<String> adders(Struct of) {
        var adders = new HashSet<String>();
        for (Member member : of.members()) {
            if (member.isArray()) {
                adders.add(adder(joined(member.name(), false)));
            }
        }
        return adders;
    }

    /** {@return the name of what adds an element to an array} */
    static String adder(String member) {
        return "add" + capitalized(member);
    }

    private static String joined(String name, boolean capital) {
        var all = new StringBuilder();
        for (String part : name.split("_", -1)) {
            if (!part.isEmpty()) {
                String word = part.equals(part.toUpperCase(Locale.ROOT)) ? part.toLowerCase(Locale.ROOT) : part;
                all.append(all.isEmpty() && !capital ? uncapitalized(word) : capitalized(word));
            }
        }
        boolean startsWell = !all.isEmpty() && Character.isJavaIdentifierStart(all.charAt(0));
        return startsWell ? all.toString() : "_" + all;
    }

    private static String capitalized(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static String uncapitalized(String word) {
        return word.substring(0, 1).toLowerCase(Locale.ROOT) + word.substring(1);
    }
}
