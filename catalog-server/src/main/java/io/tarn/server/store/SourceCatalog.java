package io.tarn.server.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What another catalog says about the databases and tables of a warehouse. Names come as they are. */
public interface SourceCatalog extends AutoCloseable {
    /** In ascending order. */
    List<String> databases();

    Map<String, String> properties(String database);

    /** Everything in a database that may be a table, in ascending order of the names. */
    List<Listed> tables(String database);

    /**
     * What may be a table.
     *
     * @param location where it is; null when that follows from the names, {@code <warehouse>/<database>.db/<table>}
     * @param notPaimon what it is if it is known that its history is not kept as Paimon keeps it; null for all others
     */
    record Listed(
            String name,
            @Nullable String location,
            @Nullable String notPaimon) {
        /** Of which nothing more is known. */
        public static Listed of(String name) {
            return new Listed(name, null, null);
        }
    }

    /** Whether all of those are said to be tables, so that one without files is damage. */
    boolean knowsTables();

    /** Whether it says where tables are, so that they need not lie in one warehouse. */
    default boolean knowsPlaces() {
        return false;
    }

    @Override
    void close();
}
