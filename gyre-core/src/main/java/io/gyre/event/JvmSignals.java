package io.gyre.event;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * {@code sun.misc.Signal}, the only way to a signal that needs no native code of our own. Reached by reflection, for javac
 * warns of its every mention and cannot be told that the module {@code jdk.unsupported} exports it.
 */
final class JvmSignals {
    private JvmSignals() {}

    /**
     * Takes a signal over.
     *
     * @return the handler so far, to be handed to {@link #restore}
     * @throws IllegalArgumentException if the JVM keeps this signal for itself
     */
    static Object handle(Signal signal, IntConsumer handler) {
        try {
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                        return switch (method.getName()) {
                            case "handle" -> {
                                handler.accept(signal.number());
                                yield null;
                            }
                            case "equals" -> System.identityHashCode(self) == System.identityHashCode(arguments[0]);
                            case "hashCode" -> System.identityHashCode(self);
                            default -> "handler of " + signal;
                        };
                    });
            return install(signal, proxy);
        } catch (ClassNotFoundException missing) {
            throw noSignals(missing);
        }
    }

    /** Puts a handler back. */
    static void restore(Signal signal, Object previous) {
        install(signal, previous);
    }

    private static Object install(Signal signal, Object handler) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object named = type.getConstructor(String.class).newInstance(signal.name());
            return type.getMethod("handle", type, handlerType).invoke(null, named, handler);
        } catch (InvocationTargetException refused) {
            throw new IllegalArgumentException(signal + " cannot be waited for: " + refused.getCause(), refused);
        } catch (ReflectiveOperationException missing) {
            throw noSignals(missing);
        }
    }

    private static IllegalArgumentException noSignals(ReflectiveOperationException cause) {
        return new IllegalArgumentException(
                "this runtime image has no signals: add the module jdk.unsupported to it", cause);
    }
}
