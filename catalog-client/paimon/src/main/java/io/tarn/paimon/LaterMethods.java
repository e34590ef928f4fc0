package io.tarn.paimon;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import org.apache.paimon.rest.RESTCatalog;
import org.apache.paimon.table.Table;

/** Methods of Paimon's catalog that are not there yet in the version that the plugin is compiled with. */
final class LaterMethods {
    private LaterMethods() {}

    /** What Paimon's own catalog answers, and what it throws. */
    static Table getTableById(TarnCatalog catalog, String tableId) {
        try {
            MethodHandle method = catalog.lookup()
                    .findSpecial(
                            RESTCatalog.class,
                            "getTableById",
                            MethodType.methodType(Table.class, String.class),
                            TarnCatalog.class);
            return (Table) method.invoke(catalog, tableId);
        } catch (NoSuchMethodException e) {
            throw new UnsupportedOperationException("This Paimon finds no tables by their ids", e);
        } catch (Throwable e) {
            throw LaterMethods.<RuntimeException>asIs(e);
        }
    }

    /** Its exceptions are checked ones that this version does not know. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E asIs(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
