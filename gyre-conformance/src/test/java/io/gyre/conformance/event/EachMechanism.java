package io.gyre.conformance.event;

import io.gyre.conformance.Tally;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs a {@link LoopSuite} once over each mechanism. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tally("events on {0}")
@ParameterizedClass(name = "{0}")
@MethodSource("io.gyre.conformance.event.World#names")
@interface EachMechanism {}
