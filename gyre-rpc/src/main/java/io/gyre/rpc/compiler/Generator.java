package io.gyre.rpc.compiler;

import io.gyre.rpc.compiler.Member.Quantity;
import io.gyre.rpc.compiler.MemberType.FixedBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Writes the record of a struct. */
final class Generator {
    private final String packageName;
    private final String origin;
    private final Struct struct;
    private final String className;
    private final List<Field> fields = new ArrayList<>();
    private final List<Field> required;
    private final int bits;
    private final Code code = new Code();

    /** @param origin the name of the file, without folders, for the same input must give the same output anywhere */
    Generator(String packageName, String origin, Struct struct) {
        this.packageName = packageName;
        this.origin = origin;
        this.struct = struct;
        this.className = Names.type(struct.name());
        int nextRequired = 0;
        int nextOptional =
                (int) struct.members().stream().filter(Member::isRequired).count();
        for (Member member : struct.members()) {
            int bit = member.isArray() ? -1 : member.isRequired() ? nextRequired++ : nextOptional++;
            fields.add(new Field(member, Names.member(struct, member), bit));
        }
        required = fields.stream().filter(field -> field.member().isRequired()).toList();
        bits = nextOptional;
    }

    String generate() {
        code.line("// Made of %s by gyre rpcgen: change that instead.", origin);
        code.line("package %s;", packageName).line("");
        imports().forEach(name -> code.line("import %s;", name));
        code.line("");
        head();
        constructor();
        builders();
        writeTo();
        parse();
        new BuilderGenerator(code, struct.name(), className, fields).generate();
        code.close();
        return code.toString();
    }

    private boolean has(Quantity quantity) {
        return fields.stream().anyMatch(field -> field.member().quantity() == quantity);
    }

    private boolean hasReference(Quantity quantity) {
        return fields.stream().anyMatch(field -> field.member().quantity() == quantity && !field.isPrimitive());
    }

    private Set<String> imports() {
        var names = new TreeSet<String>();
        for (String each :
                List.of("MalformedTagException", "MessageBuilder", "MessageType", "TagReader", "TagWriter")) {
            names.add("io.gyre.tag." + each);
        }
        names.add("io.gyre.tag.TaggedMessage");
        names.add("java.util.List");
        if (!required.isEmpty()) {
            names.add("java.util.ArrayList");
        }
        if (has(Quantity.ARRAY)) {
            names.addAll(List.of("io.gyre.tag.Repeated", "java.util.ArrayList", "java.util.Collection"));
        }
        if (fields.stream().anyMatch(field -> field.single().equals("Bytes"))) {
            names.add("io.gyre.tag.Bytes");
        }
        if (has(Quantity.OPTIONAL) || has(Quantity.ARRAY) || hasReference(Quantity.REQUIRED)) {
            names.add("java.util.Objects");
        }
        fields.stream()
                .filter(field -> field.member().quantity() == Quantity.OPTIONAL)
                .forEach(field -> names.add("java.util." + field.optionalClass()));
        return names;
    }

    private void head() {
        code.line("/**");
        code.line(" * The struct {@code %s} of %s.", struct.name(), origin);
        if (!fields.isEmpty()) {
            code.line(" *");
        }
        for (Field field : fields) {
            code.line(
                    " * @param %s {@code %s}, tag %s: %s",
                    field.name(), field.member().name(), field.tag(), field.described());
        }
        code.line(" */");
        if (fields.isEmpty()) {
            code.open("public record %s() implements TaggedMessage {", className);
        } else {
            code.line("public record %s(", className);
            for (Field field : fields) {
                boolean last = field.equals(fields.getLast());
                code.line("        %s %s%s", field.type(), field.name(), last ? ")" : ",");
            }
            code.open("        implements TaggedMessage {");
        }
        code.line("/** How to read one. */");
        code.line(
                        "public static final MessageType<%s> TYPE = new MessageType<>(\"%s\", %s::parse);",
                        className, struct.name(), className)
                .line("");
    }

    private void constructor() {
        List<Field> checked = fields.stream()
                .filter(field -> !field.isPrimitive() || !field.member().isRequired())
                .toList();
        if (checked.isEmpty()) {
            return;
        }
        code.line("/** Refuses null, and bytes of a wrong length. */");
        code.open("public %s {", className);
        for (Field field : checked) {
            if (field.member().isArray()) {
                code.line("%s = Repeated.copyOf(%s);", field.name(), field.name());
            } else {
                code.line(
                        "Objects.requireNonNull(%s, \"%s\");",
                        field.name(), field.member().name());
            }
            if (field.member().type() instanceof FixedBytes(int length)) {
                checkLength(field, length);
            }
        }
        code.end();
    }

    private void checkLength(Field field, int length) {
        String name = field.member().name();
        if (field.member().isRequired()) {
            code.line("%s.checkLength(%d, \"%s\");", field.name(), length, name);
        } else {
            code.open("if (%s.isPresent()) {", field.name());
            code.line("%s.get().checkLength(%d, \"%s\");", field.name(), length, name);
            code.close();
        }
    }

    private void builders() {
        code.line("/** {@return a builder, with nothing set} */");
        code.open("public static Builder builder() {")
                .line("return new Builder();")
                .end();
        code.line("/** {@return a builder, with everything set as it is here} */");
        code.open("public Builder toBuilder() {").line("var copy = new Builder();");
        for (Field field : fields) {
            if (field.member().isArray()) {
                code.line("copy.%s.addAll(this.%s);", field.name(), field.name());
            } else {
                code.line("copy.%s = this.%s;", field.name(), field.name());
            }
        }
        code.line("return copy;").end();
    }

    private void writeTo() {
        code.line("@Override");
        code.open("public void writeTo(TagWriter writer) {");
        for (Field field : fields.reversed()) {
            if (field.member().quantity() == Quantity.OPTIONAL) {
                code.open("if (%s.isPresent()) {", field.name());
                code.line("writer.%s(%s, %s.%s());", field.put(), field.tag(), field.name(), field.optionalGetter());
                code.close();
            } else {
                code.line("writer.%s(%s, %s);", field.put(), field.tag(), field.name());
            }
        }
        code.end();
    }

    private void parse() {
        code.open("private static %s parse(TagReader reader) throws MalformedTagException {", className);
        for (Field field : fields) {
            String type = field.member().isArray() ? "Repeated<" + field.boxed() + ">" : field.type();
            code.line("%s %s = %s;", type, field.name(), field.initial());
        }
        for (int word = 0; word < Field.words(bits); word++) {
            code.line("long %s = 0;", Field.seen(word));
        }
        code.open("while (reader.hasNext()) {").open("switch (reader.nextTag()) {");
        fields.forEach(this::readCase);
        code.line("default -> throw reader.unknownTag();").close().close();
        for (int word = 0; word < Field.words(required.size()); word++) {
            requireWord(word);
        }
        code.line(
                        "return new %s(%s);",
                        className, fields.stream().map(Field::name).collect(Collectors.joining(", ")))
                .end();
    }

    private void readCase(Field field) {
        if (field.member().isArray()) {
            code.line("case %s -> %s = reader.append(%s, %s);", field.tag(), field.name(), field.name(), field.read());
            return;
        }
        boolean optional = !field.member().isRequired();
        code.open("case %s -> {", field.tag());
        code.line("%s = reader.once(%s, %d);", field.seen(), field.seen(), field.bitInWord());
        code.line(
                "%s = %s;",
                field.name(), optional ? field.optionalClass() + ".of(" + field.read() + ")" : field.read());
        code.close();
    }

    private void requireWord(int word) {
        List<Field> its = required.stream()
                .filter(field -> field.bit() / Long.SIZE == word)
                .toList();
        String mask = its.size() == Long.SIZE ? "-1L" : "0x" + Long.toHexString((1L << its.size()) - 1) + "L";
        String names =
                its.stream().map(field -> '"' + field.member().name() + '"').collect(Collectors.joining(", "));
        code.open("if ((%s & %s) != %s) {", Field.seen(word), mask, mask);
        code.line("throw reader.missing(%s, %s);", Field.seen(word), names);
        code.close();
    }
}
