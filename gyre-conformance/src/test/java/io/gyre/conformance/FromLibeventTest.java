package io.gyre.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.conformance.source.FromLibevent;
import java.io.IOException;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the Java names in {@code docs/from-libevent.md} exist, for everybody to use. */
class FromLibeventTest {
    @Test
    void everyJavaNameExists() throws IOException {
        var missing = new ArrayList<String>();
        for (FromLibevent.Row row : FromLibevent.rows()) {
            if (row.javaName().isPresent() && !exists(row.javaName().get())) {
                missing.add(row.cName() + ": there is no " + row.answer());
            }
        }
        assertEquals("", String.join("\n", missing));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.gyre.event",
                "io.gyre.core",
                "io.gyre.event.Event",
                "io.gyre.event.Event#add",
                "io.gyre.event.EventBase#new",
                "io.gyre.event.EventConfig.Builder#flag",
                "io.gyre.event.EventMask#READ",
                "io.gyre.net.ErrnoException#getMessage",
                "java.time.Duration#ZERO"
            })
    void whatExistsIsFound(String name) throws IOException {
        assertTrue(exists(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.gyre.nothing",
                "io.gyre.event.Event#nothing",
                "io.gyre.event.Event#new",
                "io.gyre.event.Event#number#x",
                "io.gyre.event.Loop",
                "io.gyre.internal.ffi",
                "io.gyre.event.EventMask#SHARED"
            })
    void whatDoesNotExistOrIsNotPublicIsNot(String name) throws IOException {
        assertFalse(exists(name));
    }

    private static boolean exists(String name) throws IOException {
        if (name.startsWith("io.gyre.internal")) {
            return false;
        }
        int at = name.indexOf('#');
        if (at < 0) {
            return type(name).isPresent() || isPackage(name) || isModule(name);
        }
        String member = name.substring(at + 1);
        return type(name.substring(0, at))
                .map(type -> members(type, member).findAny().isPresent())
                .orElse(false);
    }

    private static Stream<? extends Member> members(Class<?> type, String name) {
        return name.equals("new")
                ? Arrays.stream(type.getConstructors())
                : Stream.concat(Arrays.stream(type.getMethods()), Arrays.stream(type.getFields()))
                        .filter(member -> member.getName().equals(name));
    }

    /** {@return the public type with that name, whose nested types are separated by dots as in Java} */
    private static Optional<Class<?>> type(String name) {
        for (int dot = name.length(); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            try {
                String binary = name.substring(0, dot) + name.substring(dot).replace('.', '$');
                Class<?> type = Class.forName(binary, false, FromLibeventTest.class.getClassLoader());
                return Modifier.isPublic(type.getModifiers()) ? Optional.of(type) : Optional.empty();
            } catch (ClassNotFoundException missing) {
                // It may be a nested type.
            }
        }
        return Optional.empty();
    }

    private static boolean isPackage(String name) {
        return !name.contains("#") && FromLibeventTest.class.getResource("/" + name.replace('.', '/')) != null;
    }

    private static boolean isModule(String name) throws IOException {
        return FromLibevent.modules().contains(name);
    }
}
