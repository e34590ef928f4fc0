package io.tarn.plugin;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a metastore says of databases and tables; names come as they are. Each method may throw {@link MetastoreException}. */
public interface Metastore extends AutoCloseable {
    /** In ascending order. */
    List<String> databases();

    Map<String, String> properties(String database);

    /** Views among them, in ascending order of their names. */
    List<Table> tables(String database);

    /**
     * A table, or a view.
     *
     * @param location where its files are, as the metastore says it; null when it says nothing
     * @param notPaimon what it is if its history is not kept as Paimon keeps it, such as "a view"; null for Paimon's tables
     */
    record Table(
            String name,
            @Nullable String location,
            @Nullable String notPaimon) {}

    @Override
    void close();
}
