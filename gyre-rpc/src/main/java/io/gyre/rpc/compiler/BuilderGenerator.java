package io.gyre.rpc.compiler;

import io.gyre.rpc.compiler.Member.Quantity;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the builder in a record. */
final class BuilderGenerator {
    private final Code code;
    private final String structName;
    private final String className;
    private final List<Field> fields;
    private final List<Field> required;

    BuilderGenerator(Code code, String structName, String className, List<Field> fields) {
        this.code = code;
        this.structName = structName;
        this.className = className;
        this.fields = fields;
        this.required =
                fields.stream().filter(field -> field.member().isRequired()).toList();
    }

    void generate() {
        code.line("/** Makes a {@link %s} member by member. */", className);
        code.open("public static final class Builder implements MessageBuilder<%s> {", className);
        fields.forEach(this::variable);
        if (!fields.isEmpty()) {
            code.line("");
        }
        code.line("private Builder() {}").line("");
        for (Field field : fields) {
            if (field.member().isArray()) {
                array(field);
            } else {
                setter(field);
            }
        }
        missing();
        build();
        code.close();
    }

    private void variable(Field field) {
        switch (field.member().quantity()) {
            case REQUIRED -> code.line("private %s %s;", field.boxed(), field.name());
            case OPTIONAL -> code.line("private %s %s = %s;", field.type(), field.name(), field.initial());
            case ARRAY -> code.line("private final %s %s = new ArrayList<>();", field.type(), field.name());
        }
    }

    private void setter(Field field) {
        String name = field.member().name();
        String value = field.isPrimitive() ? "value" : "Objects.requireNonNull(value, \"" + name + "\")";
        if (field.member().quantity() == Quantity.OPTIONAL) {
            value = field.optionalClass() + ".of(" + value + ")";
        }
        code.line("/** Sets {@code %s}. */", name);
        code.open("public Builder %s(%s value) {", field.name(), field.single());
        code.line("this.%s = %s;", field.name(), value).line("return this;").end();
    }

    private void array(Field field) {
        String name = field.member().name();
        String values = field.isPrimitive() || field.single().equals("String")
                ? "Collection<" + field.boxed() + ">"
                : "Collection<? extends " + field.boxed() + ">";
        code.line("/** Sets all elements of {@code %s}. */", name);
        code.open("public Builder %s(%s values) {", field.name(), values);
        code.line("List<%s> copy = Repeated.copyOf(values);", field.boxed());
        code.line("this.%s.clear();", field.name());
        code.line("this.%s.addAll(copy);", field.name()).line("return this;").end();
        code.line("/** Adds an element to {@code %s}. */", name);
        code.open("public Builder %s(%s value) {", Names.adder(field.name()), field.single());
        String value = field.isPrimitive() ? "value" : "Objects.requireNonNull(value, \"" + name + "\")";
        code.line("this.%s.add(%s);", field.name(), value).line("return this;").end();
    }

    private void missing() {
        code.line("@Override").open("public List<String> missing() {");
        if (required.isEmpty()) {
            code.line("return List.of();").end();
            return;
        }
        code.line("var names = new ArrayList<String>();");
        for (Field field : required) {
            code.open("if (this.%s == null) {", field.name());
            code.line("names.add(\"%s\");", field.member().name());
            code.close();
        }
        code.line("return names;").end();
    }

    private void build() {
        code.line("@Override").open("public %s build() {", className);
        if (!required.isEmpty()) {
            code.open("if (!isComplete()) {");
            code.line(
                    "throw new IllegalStateException(\"%s: without \" + String.join(\", \", missing()));", structName);
            code.close();
        }
        String all = fields.stream().map(field -> "this." + field.name()).collect(Collectors.joining(", "));
        code.line("return new %s(%s);", className, all).close();
    }
}
