package io.tarn.paimon;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Asks classes that may not be there. What is not there, or does not answer, is null. */
final class Reflected {
    private Reflected() {}

    static boolean exists(String type) {
        return find(type) != null;
    }

    /** The answer of a static method without parameters. */
    static @Nullable Object call(String type, String method) {
        Class<?> found = find(type);
        return found == null ? null : invoke(found, null, method);
    }

    /** The answer of an object's method without parameters. */
    static @Nullable Object call(Object target, String method) {
        return invoke(target.getClass(), target, method);
    }

    /** The value of a static field. */
    static @Nullable Object field(String type, String field) {
        Class<?> found = find(type);
        try {
            return found == null ? null : found.getField(field).get(null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    private static @Nullable Object invoke(Class<?> type, @Nullable Object target, String name) {
        try {
            Method method = type.getMethod(name);
            return method.invoke(target);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return null;
        }
    }

    private static @Nullable Class<?> find(String type) {
        for (ClassLoader loader :
                new ClassLoader[] {Thread.currentThread().getContextClassLoader(), Reflected.class.getClassLoader()}) {
            try {
                return Class.forName(type, false, loader);
            } catch (ClassNotFoundException | LinkageError e) {
                // Perhaps the other one knows it.
            }
        }
        return null;
    }
}
