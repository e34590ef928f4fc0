package io.tarn.paimon;

import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.source.DataTableScan;
import org.jspecify.annotations.Nullable;

/**
 * A guarded table for system tables of Paimon 2.0 and later: those scan by a method whose parameter is of a type that
 * earlier versions do not have, so that no class can guard it.
 */
final class LaterScans implements InvocationHandler, Serializable {
    private static final long serialVersionUID = 1L;
    private static final String NEW_SCAN = "newScan";

    private final PolicyTable table;

    private LaterScans(PolicyTable table) {
        this.table = table;
    }

    static FileStoreTable of(PolicyTable table) {
        for (Method method : FileStoreTable.class.getMethods()) {
            if (method.getName().equals(NEW_SCAN) && method.getParameterCount() > 0) {
                return proxy(table);
            }
        }
        return table;
    }

    private static FileStoreTable proxy(PolicyTable table) {
        return (FileStoreTable) Proxy.newProxyInstance(
                FileStoreTable.class.getClassLoader(), new Class<?>[] {FileStoreTable.class}, new LaterScans(table));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            if (method.getName().equals(NEW_SCAN) && arguments != null) {
                DataTableScan scan = (DataTableScan) method.invoke(table.open(), arguments);
                return table.guard(scan);
            }
            Object result = method.invoke(table, arguments);
            return result instanceof PolicyTable ? proxy((PolicyTable) result) : result;
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
