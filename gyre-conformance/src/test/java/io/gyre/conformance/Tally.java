package io.gyre.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Counts the tests of a class under a name, such as that of the mechanism it runs on: {@code target/tally.txt} then has one
 * line for each name, which {@code ./build} shows. What one mechanism skips and another does not is seen at a glance.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(TallyExtension.class)
public @interface Tally {
    /** {@return the name; {@code {0}} in it stands for the name of a parameterized class's invocation} */
    String value();
}
