package io.tarn.paimon;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.paimon.FileStore;
import org.jspecify.annotations.Nullable;

/**
 * The store of a table of which something is hidden: it says of what kind the table is, and gives nothing to look into its
 * files with, past the table's scans and reads.
 */
final class RestrictedStore implements InvocationHandler {
    private static final Set<String> HARMLESS =
            new HashSet<>(Arrays.asList("options", "partitionType", "bucketMode", "partitionComputer"));

    private final FileStore<?> inner;
    private final PolicySource source;

    private RestrictedStore(FileStore<?> inner, PolicySource source) {
        this.inner = inner;
        this.source = source;
    }

    static FileStore<?> around(FileStore<?> inner, PolicySource source) {
        return (FileStore<?>) Proxy.newProxyInstance(
                FileStore.class.getClassLoader(), new Class<?>[] {FileStore.class}, new RestrictedStore(inner, source));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getDeclaringClass() != Object.class && !HARMLESS.contains(method.getName())) {
            throw source.refused("A direct look into files");
        }
        try {
            return method.invoke(inner, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
