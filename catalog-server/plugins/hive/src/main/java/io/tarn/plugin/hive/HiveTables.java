package io.tarn.plugin.hive;

import io.tarn.plugin.Metastore;
import java.util.Map;
import org.apache.hadoop.hive.metastore.api.StorageDescriptor;
import org.apache.hadoop.hive.metastore.api.Table;
import org.jspecify.annotations.Nullable;

/** Tells Paimon's tables from others by what Paimon's Hive catalog writes of them. */
final class HiveTables {
    private static final String INPUT_FORMAT = "org.apache.paimon.hive.mapred.PaimonInputFormat";
    private static final String STORAGE_HANDLER = "org.apache.paimon.hive.PaimonStorageHandler";

    private HiveTables() {}

    static Metastore.Table of(Table table) {
        Map<String, String> parameters = table.getParameters() == null ? Map.of() : table.getParameters();
        return new Metastore.Table(
                table.getTableName(), location(table.getSd(), parameters), notPaimon(table, parameters));
    }

    /** Where a metastore does not know the store that files are in, Paimon keeps the place in a parameter. */
    private static @Nullable String location(@Nullable StorageDescriptor storage, Map<String, String> parameters) {
        String own = parameters.get("paimon_location");
        if (own != null) {
            return own;
        }
        return storage == null
                        || storage.getLocation() == null
                        || storage.getLocation().isBlank()
                ? null
                : storage.getLocation();
    }

    private static @Nullable String notPaimon(Table table, Map<String, String> parameters) {
        if ("VIRTUAL_VIEW".equals(table.getTableType())) {
            return "a view";
        }
        if ("MATERIALIZED_VIEW".equals(table.getTableType())) {
            return "a materialized view";
        }
        if ("format-table".equals(parameters.get("type"))) {
            return "a format table (" + parameters.getOrDefault("file.format", "of no format") + ")";
        }
        String format = table.getSd() == null ? null : table.getSd().getInputFormat();
        boolean paimon = INPUT_FORMAT.equals(format)
                || STORAGE_HANDLER.equals(parameters.get("storage_handler"))
                || "paimon".equalsIgnoreCase(parameters.get("table_type"));
        return paimon ? null : "a table of Hive's, not Paimon's" + (format == null ? "" : " (" + format + ")");
    }
}
