package io.gyre.conformance.source;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExportsTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Finds what users see and no comment explains: public and protected types and members in exported packages, and components
 * of records. What overrides has the comment of what it overrides.
 */
final class Comments {
    private final Sources.Unit unit;
    private final List<String> missing = new ArrayList<>();

    private Comments(Sources.Unit unit) {
        this.unit = unit;
    }

    /** {@return a line for each thing in {@code unit} that lacks a comment} */
    static List<String> missing(Sources.Unit unit) {
        var comments = new Comments(unit);
        var root = new TreePath(unit.tree());
        for (Tree type : unit.tree().getTypeDecls()) {
            if (type instanceof ClassTree declared) {
                comments.check(new TreePath(root, declared), declared, false);
            }
        }
        return comments.missing;
    }

    /** {@return the packages that a module exports to everybody; none if it is no module} */
    static Set<String> exported(Path module) throws IOException {
        Path info = module.resolve("src/main/java/module-info.java");
        if (!Files.exists(info)) {
            return Set.of();
        }
        CompilationUnitTree tree = Sources.parse(List.of(info)).getFirst().tree();
        return tree.getModule().getDirectives().stream()
                .filter(directive -> directive instanceof ExportsTree exports && exports.getModuleNames() == null)
                .map(directive -> ((ExportsTree) directive).getPackageName().toString())
                .collect(Collectors.toSet());
    }

    private void check(TreePath path, ClassTree type, boolean inInterface) {
        if (!isVisible(type.getModifiers(), inInterface)) {
            return;
        }
        @Nullable String comment = require(path, type.getSimpleName().toString());
        boolean members = type.getKind() == Tree.Kind.INTERFACE || type.getKind() == Tree.Kind.ANNOTATION_TYPE;
        for (Tree member : type.getMembers()) {
            var at = new TreePath(path, member);
            switch (member) {
                case ClassTree nested -> check(at, nested, members);
                case MethodTree method -> check(at, method, members);
                case VariableTree field when isComponent(type, field) -> checkComponent(at, field, comment);
                case VariableTree field -> check(at, field, members);
                default -> {}
            }
        }
    }

    private void check(TreePath path, MethodTree method, boolean inInterface) {
        boolean written = unit.positions().getEndPosition(unit.tree(), method) > 0;
        if (written && isVisible(method.getModifiers(), inInterface) && !overrides(method)) {
            require(path, method.getName() + "()");
        }
    }

    private void check(TreePath path, VariableTree field, boolean inInterface) {
        if (isVisible(field.getModifiers(), inInterface)) {
            require(path, field.getName().toString());
        }
    }

    private void checkComponent(TreePath path, VariableTree component, @Nullable String comment) {
        if (comment == null || !comment.matches("(?s).*@param\\s+" + component.getName() + "\\b.*")) {
            missing.add(place(path) + ": the comment of the record has no @param " + component.getName());
        }
    }

    private static boolean isComponent(ClassTree type, VariableTree field) {
        return type.getKind() == Tree.Kind.RECORD
                && !field.getModifiers().getFlags().contains(Modifier.STATIC);
    }

    private static boolean isVisible(ModifiersTree modifiers, boolean inInterface) {
        Set<Modifier> flags = modifiers.getFlags();
        return flags.contains(Modifier.PUBLIC)
                || flags.contains(Modifier.PROTECTED)
                || (inInterface && !flags.contains(Modifier.PRIVATE));
    }

    private static boolean overrides(MethodTree method) {
        return method.getModifiers().getAnnotations().stream()
                .anyMatch(
                        annotation -> annotation.getAnnotationType().toString().equals("Override"));
    }

    private @Nullable String require(TreePath path, String name) {
        String comment = unit.comments().getDocComment(path);
        if (comment == null || comment.isBlank()) {
            missing.add(place(path) + ": " + name + " needs a comment, for users see it");
        }
        return comment;
    }

    private String place(TreePath path) {
        return unit.place(unit.positions().getStartPosition(unit.tree(), path.getLeaf()));
    }
}
