package io.tarn.paimon;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.system.SystemTableLoader;
import org.jspecify.annotations.Nullable;

/** The system tables of a table whose catalog may hide rows and values. */
final class SystemTables {
    /** They show the table's rows, through its own scans and reads. */
    private static final Set<String> ROWS = set("audit_log", "row_tracking");

    /** They show nothing that is in the rows. */
    private static final Set<String> HARMLESS =
            set("snapshots", "options", "schemas", "tags", "branches", "consumers", "aggregation_fields");

    private static final String READ_OPTIMIZED = "ro";
    private static final String BINLOG = "binlog";

    private SystemTables() {}

    /**
     * @throws Catalog.TableNotExistException when there is no such system table
     * @throws PolicyException when it shows values or statistics of a table of which something is hidden; so do all that
     *     are not known here
     */
    static Table of(Identifier identifier, PolicyTable table) throws Catalog.TableNotExistException {
        String named = identifier.getSystemTableName();
        String type = named == null ? "" : named.toLowerCase(Locale.ROOT);
        if (type.equals(READ_OPTIMIZED)) {
            return new PolicyReadOptimizedTable(table);
        }
        Table system = load(type, LaterScans.of(table));
        if (system == null) {
            throw new Catalog.TableNotExistException(identifier);
        }
        // From 1.4 on it takes each split for one of a class that a guarded one is not.
        boolean readsRows = ROWS.contains(type) || (type.equals(BINLOG) && PaimonVersion.is13());
        if (!readsRows && !HARMLESS.contains(type)) {
            table.source().requireUnrestricted("The system table $" + type);
        }
        return system;
    }

    private static @Nullable Table load(String type, FileStoreTable table) {
        return SystemTableLoader.load(type, table);
    }

    private static Set<String> set(String... names) {
        return Collections.unmodifiableSet(new HashSet<>(Arrays.asList(names)));
    }
}
