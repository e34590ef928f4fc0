package io.tarn.server.store;

import java.util.List;
import java.util.Map;

/** What another catalog says about the databases and tables of a warehouse. Names come as they are. */
public interface SourceCatalog extends AutoCloseable {
    /** In ascending order. */
    List<String> databases();

    Map<String, String> properties(String database);

    /** Everything in a database that may be a table, in ascending order. */
    List<String> tables(String database);

    /** Whether all of those are said to be tables, so that one without files is damage. */
    boolean knowsTables();

    @Override
    void close();
}
